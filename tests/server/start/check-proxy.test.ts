import { checkProxy } from '../../../server/start/check-proxy';

describe('Strapi’s setting server.proxy', () => {
  it.each([
    [{ koa: true }],
    [{ koa: true, maxIpsCount: 0 }],
    [{ koa: true, ipHeader: 'x-forwarded-for' }],
  ])('%j lets clients forge their address, and is warned about', (proxy) => {
    expect(checkProxy(proxy)).toMatch(/Set maxIpsCount to the number of your proxies\.$/);
  });

  it.each([
    [undefined], [null], [false], [{}], [{ koa: false }], [{ global: 'http://proxy.example' }], [{ koa: true, maxIpsCount: 1 }], [{ koa: true, ipHeader: 'CF-Connecting-IP' }],
  ])('%j does not', (proxy) => {
    expect(checkProxy(proxy)).toBeNull();
  });
});
