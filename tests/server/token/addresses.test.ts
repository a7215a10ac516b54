import { BlockList, isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { addressTest, formatAddress, normalizeRange, rangesOutside, wordsOf } from '../../../server/token/addresses';

/** IPv4 and IPv6 addresses in all forms, and what looks like one. */
const addresses = fc.oneof(fc.ipV4(), fc.ipV6());
const lookalikes = fc.oneof(
  addresses,
  fc.tuple(addresses, fc.nat(40), fc.constantFrom('', ':', '::', '.', '0', 'f', 'g', '%', ' ')).map(([text, at, put]) => text.slice(0, at) + put + text.slice(at + 1)),
);
const ipv4s = fc.nat(0xffffffff).map((word) => formatAddress([word]));
const ipv6s = fc.tuple(...Array.from({ length: 4 }, () => fc.oneof(fc.constant(0), fc.nat(0xffffffff)))).filter(([a, b]) => a !== 0 || b !== 0).map(formatAddress);
const version = (text: string) => (text.includes(':') ? 'ipv6' : 'ipv4');

/** A range around an address. */
function around(address: string, length: number): string {
  const normalized = normalizeRange(`${address}/${length}`);
  return 'range' in normalized ? normalized.range : /The range is (\S+)$/.exec(normalized.problem)![1]!;
}
const ranges = fc.oneof(
  fc.tuple(ipv4s, fc.nat(32)).map(([address, length]) => around(address, length)), fc.tuple(ipv6s, fc.nat(128)).map(([address, length]) => around(address, length)));

/** Those of one version alone: to Node, all IPv6 has IPv4 in it. */
function nodesOf(list: string[], ofVersion: 'ipv4' | 'ipv6'): BlockList {
  const nodes = new BlockList();
  for (const text of list.filter((range) => version(range) === ofVersion)) {
    const [address, prefix] = text.split('/');
    if (prefix === undefined) nodes.addAddress(address!, ofVersion);
    else nodes.addSubnet(address!, Number(prefix), ofVersion);
  }
  return nodes;
}

describe('an address', () => {
  it('is what Node takes for one', () => {
    fc.assert(fc.property(lookalikes, (text) => {
      expect(wordsOf(text) !== null).toBe(isIPv4(text) || (isIPv6(text) && !text.includes('%')));
    }), { numRuns: 3000 });
  });

  it('is the same in every form', () => {
    for (const [form, canonical] of [
      ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'], ['2001:db8::0.0.0.1', '2001:db8::1'], ['::', '::'], ['1::', '1::'], ['0:0:1::', '0:0:1::'],
      ['::ffff:192.0.2.1', '192.0.2.1'], ['::FFFF:c000:0201', '192.0.2.1'], ['255.255.255.255', '255.255.255.255'],
    ] as const) expect([form, formatAddress(wordsOf(form)!)]).toEqual([form, canonical]);
  });
});

describe('a range', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'], ['192.0.2.7/32', '192.0.2.7'], ['192.0.2.0/24', '192.0.2.0/24'], ['0.0.0.0/0', '0.0.0.0/0'], ['::/0', '::/0'],
    ['2001:DB8::/32', '2001:db8::/32'], ['2001:db8::1/128', '2001:db8::1'], ['::ffff:10.0.0.0/104', '10.0.0.0/8'], ['::ffff:10.1.2.3', '10.1.2.3'],
  ])('%s is %s', (text, range) => {
    expect(normalizeRange(text)).toEqual({ range });
  });

  it.each([
    ['10.1.2.3/8', '10.0.0.0/8'], ['192.0.2.1/0', '0.0.0.0/0'], ['2001:db8::1/64', '2001:db8::/64'], ['::ffff:10.0.0.1/104', '10.0.0.0/8'], ['::ffff:10.0.0.0/95', '::fffe:0:0/95'],
  ])('with host bits is none, and is told what it should be: %s', (text, range) => {
    expect(normalizeRange(text)).toEqual({ problem: expect.stringMatching(/^has bits set/) });
    expect(normalizeRange(text)).toEqual({ problem: expect.stringContaining(`The range is ${range}`) });
  });

  it.each(['', 'localhost', '10.0.0', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1', '10.0.0.0/ 8', '010.0.0.0/8', '::/129', 'fe80::1%eth0', '10.0.0.0/255.0.0.0', '[::1]', '1.2.3.4:80', '*'])(
    'is not %j', (text) => {
      expect(normalizeRange(text)).toEqual({ problem: expect.stringMatching(/^must be an IPv4 or IPv6 address/) });
    });
});

describe('a list of ranges', () => {
  it('has in it what Node\'s BlockList has in it', () => {
    fc.assert(fc.property(fc.array(ranges, { minLength: 1, maxLength: 10 }), fc.oneof(ipv4s, ipv6s), fc.nat(9), fc.nat(128), (list, stranger, index, length) => {
      // An address near one of the ranges as well as any other.
      const near = around(list[index % list.length]!.split('/')[0]!, Math.min(length, version(list[index % list.length]!) === 'ipv4' ? 32 : 128)).split('/')[0]!;
      for (const address of [stranger, near]) expect(addressTest([list])!(address)).toBe(nodesOf(list, version(address)).check(address, version(address)));
    }), { numRuns: 1000 });
  });

  it('is asked in every form in which hosts have addresses', () => {
    const isAllowedFrom = addressTest([['192.0.2.0/24', '2001:db8::/32']])!;
    for (const address of ['192.0.2.9', '::ffff:192.0.2.9', ' 192.0.2.9', '192.0.2.9:4711', '[::ffff:c000:209]:80', '2001:DB8::9', '[2001:db8::9]:80', '2001:db8::9%eth0']) expect([address, isAllowedFrom(address)]).toEqual([address, true]);
    for (const address of ['', 'unknown', '192.0.3.9', '::192.0.2.9', '2001:db9::', '192.0.2.9, 203.0.113.1', '192.0.2.9/24', 'x'.repeat(10_000)]) expect([address, isAllowedFrom(address)]).toEqual([address, false]);
  });

  it('all IPv6 does not have IPv4 in it, and the other way round', () => {
    expect([addressTest([['::/0']])!('::ffff:192.0.2.1'), addressTest([['0.0.0.0/0']])!('::c000:201')]).toEqual([false, false]);
  });

  it('limits together with others to what is in all of them', () => {
    const isAllowedFrom = addressTest([['10.0.0.0/8'], ['10.1.0.0/16', '192.0.2.1']])!;
    expect(['10.1.2.3', '10.2.2.3', '192.0.2.1'].map(isAllowedFrom)).toEqual([true, false, false]);
    expect(addressTest([])).toBeNull();
  });

  it('that cannot be read allows nothing', () => {
    expect(addressTest([['anything', '']])!('192.0.2.1')).toBe(false);
    expect(addressTest([[]])!('192.0.2.1')).toBe(false);
  });
});

describe('ranges outside of others', () => {
  it('are those that are not inside of one of them', () => {
    expect(rangesOutside(['10.1.0.0/16', '192.0.2.1', '10.0.0.0/7', '2001:db8::/48'], ['10.0.0.0/8', '2001:db8::/32'])).toEqual(['192.0.2.1', '10.0.0.0/7']);
    expect(rangesOutside(['10.0.0.0/8'], ['10.0.0.0/8'])).toEqual([]);
  });

  it('are none where all addresses are allowed, and all addresses are outside of most', () => {
    expect(rangesOutside(['10.0.0.0/8'], null)).toEqual([]);
    expect(rangesOutside(null, null)).toEqual([]);
    expect(rangesOutside(null, ['10.0.0.0/8', '::/0'])).toEqual(['0.0.0.0/0']);
    expect(rangesOutside(null, ['0.0.0.0/0', '::/0'])).toEqual([]);
  });

  it('contain an address that the others do not', () => {
    fc.assert(fc.property(fc.array(ranges, { minLength: 1, maxLength: 4 }), fc.array(ranges, { minLength: 1, maxLength: 4 }), (inner, outer) => {
      const inside = inner.filter((range) => !rangesOutside(inner, outer).includes(range));
      for (const range of inside) expect(addressTest([outer])!(range.split('/')[0]!)).toBe(true);
    }));
  });
});
