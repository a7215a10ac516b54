import type { ConfigFactory } from '../cms/config/env';

/** Where the CMS listens, and the proxies in front of it. */
const server: ConfigFactory = ({ env }) => ({
  host: env('HOST', '127.0.0.1'),
  port: env.int('PORT', 1337),
  /** The number of your own proxies in front; the client's address is taken from X-Forwarded-For only behind them. */
  proxyHops: env.int('PROXY_HOPS', 0),
  /** The origins whose pages may call the content API from a browser. */
  cors: { origin: env.array('CORS_ORIGIN', ['*']) },
  logLevel: env('LOG_LEVEL', 'info'),
  graphql: { introspection: env.bool('GRAPHQL_INTROSPECTION', env('NODE_ENV') !== 'production') },
});

export default server;
