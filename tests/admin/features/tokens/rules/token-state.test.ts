import { tokenState } from '../../../../../admin/src/features/tokens/rules/token-state';

const now = Date.parse('2030-01-15T12:00:00.000Z');
const DAY = 86_400_000;
const at = (offset: number) => new Date(now + offset).toISOString();

describe('tokenState', () => {
  it.each([
    ['active', { expiresAt: null, state: 'active' }],
    // The server knows how long the life is of which a week is left.
    ['active', { expiresAt: at(7 * DAY), state: 'active' }],
    ['expiring', { expiresAt: at(1), state: 'expiring' }],
    ['owner-deactivated', { expiresAt: at(DAY), state: 'owner-deactivated' }],
    ['paused', { expiresAt: at(DAY), state: 'paused' }],
    // The server said so before the end came.
    ['expired', { expiresAt: at(0), state: 'active' }],
    ['expired', { expiresAt: at(-1), state: 'expiring' }],
    ['expired', { expiresAt: at(-DAY), state: 'owner-deactivated' }],
    ['paused', { expiresAt: at(-DAY), state: 'paused' }],
  ] as const)('is %s for %p', (state, token) => {
    expect(tokenState(token, now)).toBe(state);
  });
});
