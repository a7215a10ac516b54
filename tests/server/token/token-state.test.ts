import { stateOf } from '../../../server/token/token-state';

const DAY = 24 * 60 * 60 * 1000;
const END = Date.parse('2026-06-01T00:00:00.000Z');
const token = { expiresAt: END, isBroken: false };
const [active, deactivated] = [{ id: 1, isActive: true }, { id: 1, isActive: false }];

describe('the state of a token', () => {
  it.each([
    ['active', END - 7 * DAY - 1], ['expiring', END - 7 * DAY], ['expiring', END - 1], ['expired', END], ['expired', END + DAY],
  ])('is %s, by its end', (state, now) => {
    expect(stateOf(token, null, now)).toBe(state);
    expect(stateOf(token, active, now)).toBe(state);
  });

  it('is active for a token without end', () => {
    expect(stateOf({ ...token, expiresAt: null }, null, Number.MAX_SAFE_INTEGER)).toBe('active');
  });

  it('is that of its owner while the token’s time is not over', () => {
    expect(stateOf(token, deactivated, END - 1)).toBe('owner-deactivated');
    expect(stateOf(token, deactivated, END)).toBe('expired');
    expect(stateOf({ ...token, expiresAt: null }, { ...active, blocked: true }, END)).toBe('owner-deactivated');
  });

  it('is expired for a token whose record cannot be read', () => {
    expect(stateOf({ expiresAt: null, isBroken: true }, active, 0)).toBe('expired');
  });
});
