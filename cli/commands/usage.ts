import { readUsageQuery } from '../../server/input/read-usage-query';
import { type Command, OPERATOR } from '../command';
import { findToken } from '../find-token';
import { table } from '../format';
import { readWords } from '../read-input';
import { tokensOf } from '../tokens-of';

/** Counts the requests of a token by day and action. */
export const usage: Command = {
  usage: 'usage TOKEN',
  summary: 'Count the requests of a token, by day and by action',
  options: { days: { value: 'DAYS', help: 'How many days to count, up to and including today in UTC, from 1 to 400; 30 by default' } },
  examples: ['usage Website', 'usage 7 --days 7 --json'],

  prepare(given) {
    const [reference] = readWords(given, 'TOKEN');
    const days = given.value('days');
    const asked = readUsageQuery(days === undefined ? '' : new URLSearchParams({ days }).toString());
    return async (services) => {
      const { id, kind } = await findToken(services, reference!);
      const counted = await tokensOf(services, kind).usage(OPERATOR, id, asked);
      const byDay = table(['DAY', 'OK', 'DENIED', 'FAILED'], counted.days.map(({ day, ok, denied, failed }) => [day, ok, denied, failed]));
      const byAction = table(['ACTION', 'REQUESTS'], counted.actions.map(({ action, count }) => [action, count]));
      return { json: counted, text: `${byDay}\n${byAction}` };
    };
  },
};
