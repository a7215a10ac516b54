import { agentPreset } from '../../../../../../admin/src/features/tokens/rules/form/agent-preset';

const DAY_MS = 86_400_000;

describe('agentPreset', () => {
  it.each([[null, 30], [90, 30], [30, 30], [14, 7]])('ends after 30 days or what a policy of %p days allows, with a limit on requests', (maxDays, days) => {
    expect(agentPreset(maxDays)).toEqual({ end: days * DAY_MS, rate: '60/60' });
  });
});
