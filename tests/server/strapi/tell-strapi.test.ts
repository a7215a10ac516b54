import { tellStrapi } from '../../../server/strapi/tell-strapi';
import type { TokenEvent } from '../../../server/token/token-event';

const event: TokenEvent = {
  id: 1, at: '2026-03-01T12:00:00.000Z', action: 'token.create', actor: { type: 'admin-token', id: 7, label: 'agent' },
  token: { id: 3, kind: 'content-api', name: 'Website' }, details: {}, address: null, requestId: null,
};

describe('telling Strapi of events', () => {
  /** A Strapi of which one feature may be licensed, and what it is told. */
  function strapiWith(licensed: string[], emit: (name: string) => Promise<void> = async () => {}) {
    const told: unknown[] = [];
    let listen = async (_: TokenEvent[]): Promise<void> => {};
    const host = {
      config: { get: (_: string, fallback: unknown) => fallback },
      log: { warn: (line: string) => void told.push(line) },
      requestContext: { get: () => ({ state: { user: { id: 5 } } }) },
      ee: { features: { isEnabled: (name: string) => licensed.includes(name) } },
      eventHub: { emit: async (name: string, payload: unknown) => void (await emit(name), told.push([name, payload])) },
      get: (name: string) => (name === 'webhookStore' ? { addAllowedEvent: (...args: string[]) => void told.push(args) }
        : { saveEvent: async (saved: unknown) => void told.push(saved) }),
    };
    tellStrapi(host as any, { onEvents: (listener) => void (listen = listener as typeof listen) });
    return { told, allowed: told.splice(0), tell: (events = [event]) => listen(events) };
  }

  it('lets webhooks choose every event, and emits it', async () => {
    const { allowed, told, tell } = strapiWith([]);
    expect(allowed).toHaveLength(12);
    expect(allowed).toContainEqual(['TOKEN_RETIRED_KEY_USED', 'token.retired-key-used']);
    await tell();
    expect(told).toEqual([['token.create', event]]);
  });

  it('writes it to the audit log, for the person behind it, where that is licensed', async () => {
    const { told, tell } = strapiWith(['audit-logs']);
    await tell();
    expect(told[1]).toEqual({ action: 'token.create', date: event.at, payload: event, userId: 5 });
    await tell([{ ...event, actor: { type: 'user', id: 9, label: 'Ada' } }, { ...event, actor: { type: 'system', id: null, label: null } }]);
    expect([told[3], told[5]]).toMatchObject([{ userId: 9 }, { userId: null }]);
  });

  it('only warns where somebody who listens fails', async () => {
    const { told, tell } = strapiWith([], () => Promise.reject(new Error('no answer')));
    await tell();
    expect(told).toEqual(['API tokens: token.create could not be passed on to Strapi (no answer).']);
  });

  it('does nothing in a host without an event hub', () => {
    expect(() => tellStrapi({} as any, { onEvents: () => { throw new Error('it listens'); } } as any)).not.toThrow();
  });
});
