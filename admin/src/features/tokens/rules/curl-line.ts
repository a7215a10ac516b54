/**
 * A command for a shell that calls `path` with a key.
 *
 * @param origin The address of the API: `https://cms.example.com`.
 */
export function curlLine(origin: string, path: string, key: string): string {
  return `curl -H "Authorization: Bearer ${key}" "${new URL(path, origin)}"`;
}
