import { tokenEventsOf, withTokenEvents } from '../../../../../admin/src/features/token-events/rules/webhook-events';

describe('the token events of a webhook', () => {
  it('are found among its events', () => {
    expect(tokenEventsOf(['entry.create', 'token.leaked', 'token.create', 'token.of-another-plugin'])).toEqual(['token.create', 'token.leaked']);
    expect(tokenEventsOf([])).toEqual([]);
  });

  it('are replaced without touching the others, also unknown ones', () => {
    const events = ['entry.create', 'token.create', 'releases.publish', 'token.of-another-plugin'];
    expect(withTokenEvents(events, ['token.pause'])).toEqual(['entry.create', 'releases.publish', 'token.of-another-plugin', 'token.pause']);
    expect(withTokenEvents(events, [])).toEqual(['entry.create', 'releases.publish', 'token.of-another-plugin']);
  });
});
