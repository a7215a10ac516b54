/**
 * What is wrong with Strapi's setting `server.proxy` for tokens that are limited to addresses; null if nothing is. If Koa trusts `X-Forwarded-For`
 * without a number of proxies, it takes the first address, which the client controls.
 */
export function checkProxy(proxy: unknown): string | null {
  const { koa, ipHeader = 'X-Forwarded-For', maxIpsCount = 0 } = (proxy ?? {}) as { koa?: unknown; ipHeader?: unknown; maxIpsCount?: unknown };
  const isFromList = koa === true && String(ipHeader).toLowerCase() === 'x-forwarded-for';
  if (!isFromList || Number(maxIpsCount) > 0) return null;
  return 'API tokens: server.proxy.koa is true, but server.proxy.maxIpsCount is not set, so clients can forge their address with X-Forwarded-For, '
    + 'and use tokens from addresses that these are not allowed from. Set maxIpsCount to the number of your proxies.';
}
