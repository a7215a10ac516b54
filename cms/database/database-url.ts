/** The schemes of a server's URL. */
const SCHEMES: Record<string, string[]> = { postgres: ['postgres:', 'postgresql:'], mysql: ['mysql:', 'mariadb:'] };

/** The required form of a database URL, to complete the message `… must be `. */
export function urlForm(client: string): string {
  return `a URL such as ${client}://user:password@host/name: it begins with ${SCHEMES[client]!.map((scheme) => `${scheme}//`).join(' or ')}, `
    + 'names a host and a database, and has characters such as # and / in a password percent-encoded';
}

/** Whether the driver of `client` (`postgres` or `mysql`) accepts this as a database URL. */
export function isDatabaseUrl(value: string, client: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, password, pathname, searchParams } = new URL(value);
  try {
    // The drivers decode these.
    const name = decodeURIComponent(pathname.slice(1));
    decodeURIComponent(username + password);
    return SCHEMES[client]!.includes(protocol) && name.trim() !== '' && (hostname !== '' || searchParams.has('host'));
  } catch {
    return false;
  }
}
