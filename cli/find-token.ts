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
  if (kindOfAccessKey(reference) !== null) throw new Failure('This is a key. To find the token that it belongs to, pass it to `api-tokens identify -`.');
  const [named] = await store.rows.select((query) => void query.where('t.name', reference));
  const [withId] = isTokenId(reference) ? await store.rows.byIds([Number(reference)]) : [];
  if (named !== undefined && withId !== undefined && named.id !== withId.id) {
    throw new Failure(`${reference} is both the id of ${shown(withId.name)} and the name of the token ${named.id}. Use the name of the former, or the id of the latter.`);
  }
  const found = named ?? withId;
  if (found === undefined) throw new Failure(`No token has the id or name ${shown(reference)}. \`api-tokens list\` shows all tokens.`);
  return found;
}
