import { isFiltered, NO_EVENT_FILTERS, readEventSettings, writeEventSettings } from '../../../../../admin/src/features/token-events/rules/event-filters';

const DEFAULTS = { page: 1, pageSize: 25, ...NO_EVENT_FILTERS };

describe('the filters of events', () => {
  it.each(['', 'page=0', 'pageSize=7', 'action=token.nothing', 'action=constructor', 'tokenId=', 'actorId=', 'actorType=user', 'from=yesterday', 'to='])(
    'let every event pass where the address makes no sense: %s',
    (query) => expect(readEventSettings(new URLSearchParams(query))).toEqual(DEFAULTS),
  );

  it('ignore an unknown kind of actor', () => {
    expect(readEventSettings(new URLSearchParams('actorId=3&actorType=nobody'))).toEqual({ ...DEFAULTS, actorId: '3' });
  });

  it('come back as they were written', () => {
    const settings = { page: 2, pageSize: 50, action: 'token.leaked', tokenId: '3', actorType: 'admin-token', actorId: 'a&b', from: '2030-01-01T00:00:00.000Z', to: '2030-01-31T23:59:59.999Z' } as const;
    expect(readEventSettings(new URLSearchParams(writeEventSettings(settings).toString()))).toEqual(settings);
    expect(isFiltered(settings)).toBe(true);
  });

  it('ask the server for nothing that is not set: what is empty is denied', () => {
    expect([...writeEventSettings(DEFAULTS).keys()]).toEqual(['page', 'pageSize']);
    expect(isFiltered(DEFAULTS)).toBe(false);
  });
});
