/**
 * A command for a shell that calls `path` with a key.
 *
 * @param address The address of the API, with its path: `https://example.com/cms`.
 */
export function curlLine(address: string, path: string, key: string): string {
  return `curl -H "Authorization: Bearer ${key}" "${address.replace(/\/+$/, '')}${path}"`;
}
