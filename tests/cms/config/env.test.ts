import { createEnv } from '../../../cms/config/env';

const env = createEnv({ NAME: 'value', EMPTY: '', INT: '42', FLOAT: '1.5', YES: 'true', NO: 'false', JSON: '{"a":[1]}', LIST: 'a, b,c', WORD: 'abc' });

describe('env', () => {
  it('gives a variable, or the fallback where it is not set or empty', () => {
    expect(env('NAME', 'other')).toBe('value');
    expect(env('MISSING', 'other')).toBe('other');
    expect(env('EMPTY', 'other')).toBe('other');
    expect(env('MISSING')).toBeUndefined();
  });

  it('reads whole numbers, and gives NaN for anything else', () => {
    expect(env.int('INT', 1)).toBe(42);
    expect(env.int('MISSING', 1)).toBe(1);
    expect(env.int('WORD', 1)).toBeNaN();
    expect(env.int('FLOAT', 1)).toBeNaN();
  });

  it('reads floats, booleans, JSON and lists', () => {
    expect(env.float('FLOAT', 0)).toBe(1.5);
    expect(env.bool('YES', false)).toBe(true);
    expect(env.bool('NO', true)).toBe(false);
    expect(env.bool('WORD', true)).toBe('abc');
    expect(env.json('JSON', {})).toEqual({ a: [1] });
    expect(env.array('LIST', [])).toEqual(['a', 'b', 'c']);
    expect(env.array('MISSING', ['x'])).toEqual(['x']);
  });

  it('names the variable that should be JSON', () => {
    expect(() => env.json('WORD', {})).toThrow('The variable WORD must be JSON.');
  });
});
