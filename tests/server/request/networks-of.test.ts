import { networksOf } from '../../../server/request/networks-of';

describe('the networks of an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'], ['192.0.2.1:5678', '192.0.2.1'], [' 192.0.2.1 ', '192.0.2.1'], ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'], ['::FFFF:192.0.2.1', '192.0.2.1'], ['[::ffff:192.0.2.1]:443', '192.0.2.1'], ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
  ])('of IPv4, %s, are %s alone', (address, network) => {
    expect(networksOf(address)).toEqual([network]);
  });

  it.each([
    '2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:0DB8:0001:0002::', '[2001:db8:1:2::1]', '[2001:db8:1:2::9]:8080', '2001:db8:1:2::192.0.2.1',
    '2001:db8:1:2::1%eth0',
  ])('of IPv6 are its first 64 and 48 bits: %s', (address) => {
    expect(networksOf(address)).toEqual(['2001:db8:1:2', '2001:db8:1']);
  });

  it('are others for the next 64 bits', () => {
    expect(new Set(['2001:db8:1:3::1', '2001:db8:1:2::1', '2001:db8::1', '::1', '::2:1'].map((address) => networksOf(address)[0])).size).toBe(4);
  });

  it.each(['', 'unknown', '999.1.1.1', '1.2.3', '2001:db8::1::2', '[', '[]', ':80', 'evil.example.com', '1.2.3.4:x', '\0', 'x'.repeat(10_000)])(
    'are one for whatever is no address: %j', (address) => {
      expect(networksOf(address)).toEqual(['unknown']);
    });
});
