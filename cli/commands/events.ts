import { readEventQuery } from '../../server/input/event-query';
import { isTokenId } from '../../server/input/read-token-id';
import { type Command, type CommandServices, OPERATOR } from '../command';
import { findToken } from '../find-token';
import { table } from '../format';
import { readWords } from '../read-input';

/** Lists what happened to tokens, newest first. */
export const events: Command = {
  usage: 'events [TOKEN]',
  summary: 'List what happened to tokens, newest first',
  details: 'Refer to a deleted token by its id.',
  options: {
    action: { value: 'ACTION', help: 'token.create, token.update, token.regenerate, …' },
    from: { value: 'DATE', help: 'Only events from this time on, in ISO 8601' },
    to: { value: 'DATE', help: 'Only events up to this time, in ISO 8601' },
    page: { value: 'N', help: 'The page to list, of 100 events each' },
  },
  examples: ['events', 'events Website --action token.regenerate', 'events --from 2030-01-01 --json'],

  prepare(given) {
    const [reference] = readWords(given, ...(given.positionals.length > 0 ? ['TOKEN'] : []));
    const named = Object.entries({ action: given.value('action'), from: given.value('from'), to: given.value('to'), page: given.value('page') ?? '1', pageSize: '100' });
    const page = readEventQuery(new URLSearchParams(named.filter((pair): pair is [string, string] => pair[1] !== undefined)).toString());
    return async (services) => {
      const tokenId = reference === undefined ? null : await tokenIdOf(services, reference);
      const { data, meta } = await services.events.list(OPERATOR, { ...page, tokenId });
      const { pageCount } = meta!.pagination;
      const text = table(['AT', 'ACTION', 'TOKEN', 'NAME', 'BY', 'ADDRESS'], data.map(({ at, action, actor, token, address }) => (
        [at, action, token.id, token.name, actor.label ?? actor.type, address])));
      return { json: data, text, ...(pageCount > page.page && { note: `There are ${pageCount} pages. --page ${page.page + 1} shows the next one.` }) };
    };
  },
};

/** The id of a token, including one that was deleted. */
async function tokenIdOf(services: CommandServices, reference: string): Promise<number> {
  const { store } = services;
  const hasEvents = isTokenId(reference) && (await store.events.has(Number(reference), 'content-api') || await store.events.has(Number(reference), 'admin'));
  return hasEvents ? Number(reference) : Number((await findToken(services, reference)).id);
}
