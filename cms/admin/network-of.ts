import { isIPv4, isIPv6 } from 'node:net';

/**
 * The network that a client's address is counted under: an IPv4 address itself, and of an IPv6 address its first 64 bits, which
 * one customer has to himself. An IPv4 address that is written as IPv6 is one; the port that some proxies add does not count.
 * Whatever is no address is all one.
 */
export function networkOf(address: string): string {
  const [, bracketed] = /^\[([^\]]*)\](?::\d+)?$/.exec(address.trim()) ?? [];
  const [, withPort] = /^([\d.]+):\d+$/.exec(address.trim()) ?? [];
  const [ip = ''] = (bracketed ?? withPort ?? address.trim()).split('%');
  if (isIPv4(ip)) return ip;
  if (!isIPv6(ip)) return 'unknown';
  const groups = groupsOf(ip);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return isMapped ? groups.slice(6).flatMap((group) => [group >> 8, group & 255]).join('.') : groups.slice(0, 4).map((group) => group.toString(16)).join(':');
}

/** The eight groups of an IPv6 address. */
function groupsOf(ip: string): number[] {
  // WHATWG's URL writes it in one way, without dots.
  const [head = '', tail] = new URL(`http://[${ip}]`).hostname.slice(1, -1).split('::');
  const read = (part: string | undefined) => (part ? part.split(':').map((group) => parseInt(group, 16)) : []);
  const [first, last] = [read(head), read(tail)];
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}
