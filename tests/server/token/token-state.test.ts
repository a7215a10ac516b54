import { type Life, stateOf } from '../../../server/token/token-state';

const DAY = 24 * 60 * 60 * 1000;
const END = Date.parse('2026-06-01T00:00:00.000Z');
const [active, deactivated] = [{ id: 1, isActive: true }, { id: 1, isActive: false }];
const whole = { isBroken: false };
const life = (changes: Partial<Life> = {}): Life => ({ isEnabled: true, startsAt: END - 90 * DAY, endsAt: END, owner: null, ...changes });

describe('the state of a token', () => {
  it.each([
    ['active', END - 7 * DAY - 1], ['expiring', END - 7 * DAY], ['expiring', END - 1], ['expired', END], ['expired', END + DAY],
  ])('is %s, by its end', (state, now) => {
    expect(stateOf(whole, life(), now)).toBe(state);
    expect(stateOf(whole, life({ owner: active }), now)).toBe(state);
  });

  it('is expiring only once more than half of its life is over', () => {
    const short = life({ startsAt: END - 10 * DAY });
    expect(stateOf(whole, short, END - 5 * DAY)).toBe('active');
    expect(stateOf(whole, short, END - 5 * DAY + 1)).toBe('expiring');
  });

  it('is never expiring where its life is shorter than a week', () => {
    expect(stateOf(whole, life({ startsAt: END - 7 * DAY }), END - 1)).toBe('expiring');
    expect(stateOf(whole, life({ startsAt: END - 7 * DAY + 1 }), END - 1)).toBe('active');
    expect(stateOf(whole, life({ startsAt: END - DAY }), END - 1)).toBe('active');
  });

  it('is active for a token without end', () => {
    expect(stateOf(whole, life({ endsAt: Infinity }), Number.MAX_SAFE_INTEGER)).toBe('active');
  });

  it('is that of its owner while the token’s time is not over', () => {
    expect(stateOf(whole, life({ owner: deactivated }), END - 1)).toBe('owner-deactivated');
    expect(stateOf(whole, life({ owner: deactivated }), END)).toBe('expired');
    expect(stateOf(whole, life({ endsAt: Infinity, owner: { ...active, blocked: true } }), END)).toBe('owner-deactivated');
  });

  it('is paused before all else, as admission answers', () => {
    expect(stateOf(whole, life({ isEnabled: false, owner: deactivated }), END + 1)).toBe('paused');
  });

  it('is expired for a token whose record cannot be read', () => {
    expect(stateOf({ isBroken: true }, life({ isEnabled: false, endsAt: Infinity }), 0)).toBe('expired');
  });
});
