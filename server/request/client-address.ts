import type { GetClientAddress } from '../contract';
import type { RequestContext } from '../host';
import { addressTest, bareAddress, formatAddress, wordsOf } from '../token/addresses';

/** Addresses that never appear on the public internet (RFC 1918, 3927, 4193, 4291, 6598, and loopback). */
const isPrivate = addressTest([[
  '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16', '127.0.0.0/8', 'fc00::/7', 'fe80::/10', '::1',
]])!;

/**
 * A client's address, as the host sees it. It looks like a proxy's if the request passed a proxy that the host does not trust, or more proxies than
 * it is configured for.
 */
export function clientAddress({ ip = '', req }: Pick<RequestContext, 'ip' | 'req'>): GetClientAddress['Response']['data'] {
  const address = canonical(ip);
  const isForwarded = req.headers['x-forwarded-for'] !== undefined || req.headers.forwarded !== undefined;
  return { address, isProxy: isForwarded && (address === canonical(req.socket?.remoteAddress ?? '') || isPrivate(address)) };
}

function canonical(address: string): string {
  const words = wordsOf(bareAddress(address));
  return words === null ? address : formatAddress(words);
}
