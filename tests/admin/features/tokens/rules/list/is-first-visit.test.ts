import type { TokenMaker } from '../../../../../../server/contract';
import { isFirstVisit } from '../../../../../../admin/src/features/tokens/rules/list/is-first-visit';

const seeded = { createdBy: { type: 'system', id: null, label: 'system' } as unknown as TokenMaker, lastUsedAt: null };

describe('isFirstVisit', () => {
  it('is so without tokens, and with those alone that the CMS has made and nobody has used', () => {
    expect(isFirstVisit([], 0)).toBe(true);
    expect(isFirstVisit([seeded, seeded], 2)).toBe(true);
  });

  it('is not where a token was used, or made by anybody else, or is on another page', () => {
    expect(isFirstVisit([seeded, { ...seeded, lastUsedAt: '2030-01-01T00:00:00.000Z' }], 2)).toBe(false);
    expect(isFirstVisit([seeded, { ...seeded, createdBy: null }], 2)).toBe(false);
    expect(isFirstVisit([seeded], 2)).toBe(false);
  });
});
