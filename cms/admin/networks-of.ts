import { isIPv4, isIPv6 } from 'node:net';

/**
 * The networks that a client's address is counted under: an IPv4 address itself; of an IPv6 address its first 64 bits, which one customer
 * has to himself, and its first 48, which is as much as a site gets (RFC 6177). An IPv4 address that is written as IPv6 is one; the port that some
 * proxies add does not count. Whatever is no address is all one.
 */
export function networksOf(address: string): [network: string, site?: string] {
  const [, bracketed] = /^\[([^\]]*)\](?::\d+)?$/.exec(address.trim()) ?? [];
  const [, withPort] = /^([\d.]+):\d+$/.exec(address.trim()) ?? [];
  const [ip = ''] = (bracketed ?? withPort ?? address.trim()).split('%');
  if (isIPv4(ip)) return [ip];
  if (!isIPv6(ip)) return ['unknown'];
  const groups = groupsOf(ip);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return [groups.slice(6).flatMap((group) => [group >> 8, group & 255]).join('.')];
  const prefix = (length: number) => groups.slice(0, length).map((group) => group.toString(16)).join(':');
  return [prefix(4), prefix(3)];
}

/** The eight groups of an IPv6 address. */
function groupsOf(ip: string): number[] {
  // WHATWG's URL writes it in one way, without dots.
  const [head = '', tail] = new URL(`http://[${ip}]`).hostname.slice(1, -1).split('::');
  const read = (part: string | undefined) => (part ? part.split(':').map((group) => parseInt(group, 16)) : []);
  const [first, last] = [read(head), read(tail)];
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}
