import type { Credential } from '../../../server/admission/credential';
import { createCredentialCache } from '../../../server/credentials/credential-cache';
import { addressTest } from '../../../server/token/addresses';

/** A credential, as far as the cache looks at it. */
function credentialOf(tokenId: number, { owner, makers = [], permissions = 0 }: { owner?: number; makers?: number[]; permissions?: number } = {}): Credential {
  const names = Array.from({ length: permissions }, (_, index) => `action ${index}`);
  return {
    tokenId, makers, kind: 'content-api', owner: owner === undefined ? null : { id: owner }, actions: new Set(names), restrictions: null, presented: { description: '' },
  } as unknown as Credential;
}

/** Which of these fingerprints are in the cache, without using them. */
const held = (cache: ReturnType<typeof createCredentialCache>, fingerprints: string[]) => fingerprints.filter((each) => cache.get(each) !== undefined);

describe('the cache of credentials', () => {
  it('gives what was set under a fingerprint', () => {
    const cache = createCredentialCache(10);
    const credential = credentialOf(1);
    cache.set('a', credential);
    expect(cache.get('a')).toBe(credential);
    expect(cache.get('b')).toBeUndefined();
  });

  describe('after a change', () => {
    const all = ['own', 'other key', 'made', 'owned', 'alone'];
    function filled() {
      const cache = createCredentialCache(100);
      cache.set('own', credentialOf(1, { owner: 10 }));
      cache.set('other key', credentialOf(1, { owner: 10 }));
      cache.set('made', credentialOf(2, { owner: 10, makers: [5, 1] }));
      cache.set('owned', credentialOf(3, { owner: 11 }));
      cache.set('alone', credentialOf(4));
      return cache;
    }

    it.each<[string, { tokenIds: Array<number | string>; ownerIds: Array<number | string> }, string[]]>([
      ['of a token: all of its keys, and the tokens that it has made', { tokenIds: [1], ownerIds: [] }, ['owned', 'alone']],
      ['of a token that made a maker', { tokenIds: [5], ownerIds: [] }, ['own', 'other key', 'owned', 'alone']],
      ['of an owner: all tokens that depend on that one', { tokenIds: [], ownerIds: [10] }, ['owned', 'alone']],
      ['of several', { tokenIds: [4], ownerIds: [11] }, ['own', 'other key', 'made']],
      ['whose ids are read as text', { tokenIds: ['1'], ownerIds: ['11'] }, ['alone']],
      ['of others', { tokenIds: [10, 11], ownerIds: [1, 2, 3, 4, 5] }, all],
      ['of nothing', { tokenIds: [], ownerIds: [] }, all],
    ])('%s', (_, change, left) => {
      const cache = filled();
      cache.forget(change);
      expect(held(cache, all)).toEqual(left);
    });

    it('of which nothing is known, forgets everything', () => {
      const cache = filled();
      cache.forget('all');
      expect(held(cache, all)).toEqual([]);
    });

    it('forgets what took the place of something else under the same fingerprint, by its own token', () => {
      const cache = filled();
      cache.set('alone', credentialOf(6, { owner: 12 }));
      cache.forget({ tokenIds: [4], ownerIds: [] });
      expect(cache.get('alone')).toMatchObject({ tokenId: 6 });
      cache.forget({ tokenIds: [], ownerIds: [12] });
      expect(cache.get('alone')).toBeUndefined();
    });

    it('forgets again what was set again', () => {
      const cache = filled();
      for (let round = 0; round < 3; round += 1) {
        cache.set('own', credentialOf(1));
        cache.forget({ tokenIds: [1], ownerIds: [] });
        expect(cache.get('own')).toBeUndefined();
      }
    });
  });

  describe('is bounded', () => {
    it('by how many credentials it holds, and drops those that were used least recently', () => {
      const cache = createCredentialCache(3);
      for (const [index, fingerprint] of ['a', 'b', 'c'].entries()) cache.set(fingerprint, credentialOf(index));
      cache.get('a');
      cache.set('d', credentialOf(4));
      expect(held(cache, ['a', 'b', 'c', 'd'])).toEqual(['a', 'c', 'd']);
    });

    it.each<[string, object]>([
      ['500 actions', { kind: 'content-api', actions: new Set(Array.from({ length: 500 }, (_, index) => index)) }],
      ['50 permissions in the admin API', { kind: 'admin', permissions: Array.from({ length: 50 }, () => ({ action: 'read' })) }],
      ['a permission for 400 fields', { kind: 'admin', permissions: [{ action: 'read', properties: { fields: Array.from({ length: 400 }, () => 'x') } }] }],
      ['conditions', { kind: 'admin', permissions: [{ action: 'read', conditions: Array.from({ length: 400 }, () => 'x') }] }],
      ['restrictions of 1,800 characters', { restrictions: { types: 'x'.repeat(1788) } }],
      ['420 ranges of addresses in two lists', { isAllowedFrom: addressTest([0, 1].map((list) => Array.from({ length: 210 }, (_, index) => `2001:db8:${list}:${index}::/64`))) }],
      ['a description of 7,200 characters', { presented: { description: 'x'.repeat(7200) } }],
    ])('by their weight: a token with %s counts as about sixteen plain ones', (_, grant) => {
      const cache = createCredentialCache(160);
      const names = Array.from({ length: 50 }, (_, index) => `heavy ${index}`);
      for (const [index, name] of names.entries()) cache.set(name, { ...credentialOf(index), ...grant } as unknown as Credential);
      const left = held(cache, names);
      expect(left.length).toBeGreaterThanOrEqual(8);
      expect(left.length).toBeLessThanOrEqual(12);
      expect(left.at(-1)).toBe('heavy 49');
    });

    it('and yet holds one that is heavier than all it may hold, alone', () => {
      for (const maxWeight of [1, 5]) {
        const cache = createCredentialCache(maxWeight);
        cache.set('light', credentialOf(1));
        cache.set('heavy', credentialOf(2, { permissions: 10_000 }));
        expect(held(cache, ['light', 'heavy'])).toEqual(['heavy']);
        cache.set('light', credentialOf(1));
        expect(held(cache, ['light', 'heavy'])).toEqual(['light']);
      }
    });
  });
});
