import helmet from 'helmet';
import type { Middleware } from 'koa';

const setHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  // Browsers ignore it over plain HTTP and honour it behind TLS.
  strictTransportSecurity: { maxAge: 15_552_000, includeSubDomains: false },
});

/**
 * The security headers of helmet, with a policy that lets the panel load its own files and nothing else. Styles are inline because the
 * component library writes its rules into the page. They are the same for every response, so helmet is called once.
 */
export const securityHeaderFields: ReadonlyMap<string, string> = collect();

/** Sets {@link securityHeaderFields} on every response. */
export function securityHeaders(): Middleware {
  return function securityHeaders(ctx, next) {
    for (const [name, value] of securityHeaderFields) ctx.res.setHeader(name, value);
    return next();
  };
}

function collect(): Map<string, string> {
  const headers = new Map<string, string>();
  const collector = { setHeader: (name: string, value: string) => headers.set(name, value), removeHeader: () => {} };
  setHeaders({} as never, collector as never, () => {});
  return headers;
}
