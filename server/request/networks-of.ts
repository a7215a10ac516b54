import { bareAddress, formatAddress, groupsOf, wordsOf } from '../token/addresses';

/**
 * The networks that a client's address is counted under: an IPv4 address itself; for an IPv6 address its first 64 bits, which belong to a single
 * customer, and its first 48, the largest block that a site gets (RFC 6177). IPv4-mapped IPv6 addresses count as IPv4; a port that some proxies add
 * is ignored. Anything that is not an address counts as one network.
 */
export function networksOf(address: string): [network: string, site?: string] {
  const words = wordsOf(bareAddress(address));
  if (words === null) return ['unknown'];
  if (words.length === 1) return [formatAddress(words)];
  const groups = groupsOf(words);
  return [groups.slice(0, 4).join(':'), groups.slice(0, 3).join(':')];
}
