import { networkOf } from '../../../cms/admin/network-of';

describe('the network of an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'], ['192.0.2.1:5678', '192.0.2.1'], [' 192.0.2.1 ', '192.0.2.1'], ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'], ['::FFFF:192.0.2.1', '192.0.2.1'], ['[::ffff:192.0.2.1]:443', '192.0.2.1'], ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
  ])('of IPv4, %s, is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it.each([
    '2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:0DB8:0001:0002::', '[2001:db8:1:2::1]', '[2001:db8:1:2::9]:8080', '2001:db8:1:2::192.0.2.1',
    '2001:db8:1:2::1%eth0',
  ])('of IPv6 are its first 64 bits: %s', (address) => {
    expect(networkOf(address)).toBe('2001:db8:1:2');
  });

  it('is another for the next 64 bits', () => {
    expect(new Set(['2001:db8:1:3::1', '2001:db8:1:2::1', '2001:db8::1', '::1', '::2:1'].map(networkOf)).size).toBe(4);
  });

  it.each(['', 'unknown', '999.1.1.1', '1.2.3', '2001:db8::1::2', '[', '[]', ':80', 'evil.example.com', '1.2.3.4:x', '\0', 'x'.repeat(10_000)])(
    'is one for whatever is no address: %j', (address) => {
      expect(networkOf(address)).toBe('unknown');
    });
});
