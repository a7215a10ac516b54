import { tokenState } from '../../../../../admin/src/features/tokens/rules/token-state';

const now = Date.parse('2030-01-15T12:00:00.000Z');
const DAY = 86_400_000;
const at = (offset: number) => new Date(now + offset).toISOString();
const used = at(-DAY);

describe('tokenState', () => {
  it.each([
    ['active', { expiresAt: null, lastUsedAt: used }],
    ['unused', { expiresAt: null, lastUsedAt: null }],
    ['active', { expiresAt: at(7 * DAY + 1), lastUsedAt: used }],
    ['unused', { expiresAt: at(7 * DAY + 1), lastUsedAt: null }],
    ['expiring', { expiresAt: at(7 * DAY), lastUsedAt: used }],
    ['expiring', { expiresAt: at(1), lastUsedAt: null }],
    ['expired', { expiresAt: at(0), lastUsedAt: used }],
    ['expired', { expiresAt: at(-DAY), lastUsedAt: null }],
    ['owner-deactivated', { expiresAt: at(DAY), lastUsedAt: used, state: 'owner-deactivated' }],
    ['expired', { expiresAt: at(-DAY), lastUsedAt: used, state: 'owner-deactivated' }],
    // The server said so before the end came.
    ['expired', { expiresAt: at(-1), lastUsedAt: used, state: 'active' }],
  ] as const)('is %s for %p', (state, token) => {
    expect(tokenState(token, now)).toBe(state);
  });
});
