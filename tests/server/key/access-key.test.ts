import fc from 'fast-check';
import { createAccessKey, kindOfAccessKey } from '../../../server/key/access-key';

const kinds = fc.constantFrom('content' as const, 'admin' as const);
const brands = fc.stringMatching(/^[a-z][a-z0-9]{0,15}$/);

describe('createAccessKey', () => {
  it('makes a key of brand, kind, 43 characters of secret and 6 of check', () => {
    expect(createAccessKey('cms', 'content')).toMatch(/^cms_content_[0-9A-Za-z]{49}$/);
    expect(createAccessKey('acme', 'admin')).toMatch(/^acme_admin_[0-9A-Za-z]{49}$/);
  });

  it('never makes the same key twice', () => {
    const keys = Array.from({ length: 1000 }, () => createAccessKey('cms', 'content'));
    expect(new Set(keys).size).toBe(1000);
  });

  it('makes keys whose kind can be read back, whatever the brand', () => {
    fc.assert(fc.property(brands, kinds, (brand, kind) => kindOfAccessKey(createAccessKey(brand, kind)) === kind));
  });
});

describe('kindOfAccessKey', () => {
  it('knows a key by its CRC-32 in base62', () => {
    const body = 'cms_content_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg';
    expect(kindOfAccessKey(`${body}4Z6nt7`)).toBe('content');
    expect(kindOfAccessKey(`${body}4Z6nt8`)).toBeNull();
  });

  it('refuses a key with any one character changed', () => {
    fc.assert(fc.property(kinds, fc.nat(), fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'), (kind, place, other) => {
      const key = createAccessKey('cms', kind);
      const at = place % key.length;
      fc.pre(key[at] !== other);
      return kindOfAccessKey(key.slice(0, at) + other + key.slice(at + 1)) === null;
    }));
  });

  it('refuses a key whose kind was rewritten', () => {
    expect(kindOfAccessKey(createAccessKey('cms', 'content').replace('content', 'admin'))).toBeNull();
  });

  it('accepts 256 lower-case hex characters as a key of any kind, as Strapi makes them', () => {
    expect(kindOfAccessKey('0a'.repeat(128))).toBe('any');
    expect(kindOfAccessKey('0A'.repeat(128))).toBeNull();
    expect(kindOfAccessKey('0a'.repeat(127))).toBeNull();
  });

  it('refuses all other text, and throws at none', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => kindOfAccessKey(text) === null));
  });
});
