import { join } from 'node:path';
import { loadConfiguration } from '../../../host/config/configuration';

const folder = join(__dirname, '../../../config');
const load = (variables: Record<string, string>) => loadConfiguration(folder, { ADMIN_JWT_SECRET: 'long enough for production', ...variables });

describe('loadConfiguration', () => {
  it('has the defaults of the README', () => {
    const config = load({});
    expect(config.get('server.host')).toBe('127.0.0.1');
    expect(config.get('server.port')).toBe(1337);
    expect(config.get('database.connection.filename')).toBe('.tmp/data.db');
    expect(config.get('admin.apiToken.cache')).toEqual({ revalidateMs: 1000, maxStaleMs: 5000, maxEntries: 10_000 });
  });

  it('reads variables', () => {
    const config = load({ PORT: '8080', API_TOKEN_SALT: 'salt', ENCRYPTION_KEY: 'key', DATABASE_CLIENT: 'postgres', DATABASE_URL: 'postgres://x' });
    expect(config.get('server.port')).toBe(8080);
    expect(config.get('admin.apiToken.salt')).toBe('salt');
    expect(config.get('admin.secrets.encryptionKey')).toBe('key');
    expect(config.get('database.connection.connectionString')).toBe('postgres://x');
  });

  it('gives the fallback for what is not there', () => {
    expect(load({}).get('plugins.nothing.at.all', 7)).toBe(7);
  });

  it.each([
    ['PORT', 'eighty', 'server.port'],
    ['PORT', '99999', 'server.port'],
    ['PROXY_HOPS', '-1', 'server.proxyHops'],
    ['LOG_LEVEL', 'loud', 'server.logLevel'],
    ['DATABASE_CLIENT', 'oracle', 'database.client'],
    ['GRAPHQL_INTROSPECTION', 'maybe', 'server.graphql.introspection'],
  ])('refuses %s=%s and names %s', (name, value, setting) => {
    expect(() => load({ [name]: value })).toThrow(setting);
  });

  it('names a missing JWT secret, its variable, and a command that makes one', () => {
    expect(() => load({ ADMIN_JWT_SECRET: '' })).toThrow(/admin\.auth\.secret is missing.*ADMIN_JWT_SECRET.*openssl rand/);
  });

  it('refuses a JWT secret that is too short, in production', () => {
    expect(() => load({ ADMIN_JWT_SECRET: 'short', NODE_ENV: 'production' })).toThrow(/admin\.auth\.secret is shorter than 16/);
    expect(() => load({ ADMIN_JWT_SECRET: 'short', NODE_ENV: 'development' })).not.toThrow();
  });
});
