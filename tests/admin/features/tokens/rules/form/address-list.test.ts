import { addressesIn, addressLines, withAddress } from '../../../../../../admin/src/features/tokens/rules/form/address-list';

describe('the addresses in a field', () => {
  it('are one a line, or separated by commas, semicolons and blanks', () => {
    expect(addressesIn(' 192.0.2.1\n\n10.0.0.0/8, ::1;2001:db8::/32 ')).toEqual(['192.0.2.1', '10.0.0.0/8', '::1', '2001:db8::/32']);
  });

  it('are all where there is none', () => {
    expect([addressesIn(''), addressesIn(' \n')]).toEqual([null, null]);
    expect([addressLines(null), addressLines([])]).toEqual(['', '']);
  });

  it('come back as they were', () => {
    expect(addressLines(addressesIn('192.0.2.1\n::1'))).toBe('192.0.2.1\n::1');
  });

  it('get another one once', () => {
    expect(withAddress('192.0.2.1', '::1')).toBe('192.0.2.1\n::1');
    expect(withAddress('192.0.2.1\n::1', '::1')).toBe('192.0.2.1\n::1');
    expect(withAddress('', '::1')).toBe('::1');
  });
});
