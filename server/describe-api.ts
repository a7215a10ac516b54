import description from './openapi.json';

const PATH = /\/api-tokens\/openapi\.json$/;

/** The description of the admin API (`npm run openapi` makes it), for the host that serves it at `path`. */
export function describeApi(path: string): Record<string, unknown> {
  return { ...description, servers: [{ url: path.replace(PATH, '') || '/' }] };
}
