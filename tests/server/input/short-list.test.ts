import { shortList } from '../../../server/input/short-list';

describe('shortList', () => {
  it('names twenty at most, and says how many more there are', () => {
    expect(shortList(['a'])).toBe('a');
    expect(shortList(['a', 'b'])).toBe('a, b');
    const names = Array.from({ length: 3000 }, (_, index) => `action ${index}`);
    expect(shortList(names)).toBe(`${names.slice(0, 20).join(', ')}, … and 2980 more`);
  });

  it('repeats 255 characters of a name at most', () => {
    expect(shortList(['x'.repeat(1000)])).toBe(`${'x'.repeat(255)}…`);
  });
});
