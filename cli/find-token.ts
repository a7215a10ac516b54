import { isTokenId } from '../server/input/read-token-id';
import { kindOfAccessKey } from '../server/key/access-key';
import type { KeylessToken } from '../server/token/token-record';
import { type CommandServices, Failure } from './command';
import { shown } from './format';

/**
 * The token with an id or a name from the command line.
 * @throws {Failure} if there is none, or it is the id of one token and the name of another
 */
export async function findToken({ store }: Pick<CommandServices, 'store'>, reference: string): Promise<KeylessToken> {
  if (kindOfAccessKey(reference) !== null) throw new Failure('This is a key. To learn which token it belongs to, give it to `api-tokens identify -`.');
  const [named] = await store.rows.select((query) => void query.where('t.name', reference));
  const [withId] = isTokenId(reference) ? await store.rows.byIds([Number(reference)]) : [];
  if (named !== undefined && withId !== undefined && named.id !== withId.id) {
    throw new Failure(`${reference} is the id of ${shown(withId.name)} and the name of the token ${named.id}. Give the id of the one, or the name of the other.`);
  }
  const found = named ?? withId;
  if (found === undefined) throw new Failure(`There is no token with the id or name ${shown(reference)}. \`api-tokens list\` shows all.`);
  return found;
}
