import { readUpdateAdminToken, readUpdateApiToken } from '../../server/input/token-input';
import { type Command, OPERATOR, UsageError } from '../command';
import { describeToken } from '../describe-token';
import { findToken } from '../find-token';
import { readFields, readWords } from '../read-input';
import { FIELD_OPTIONS, readTokenFields } from '../token-fields';
import { adminTokensOf } from '../tokens-of';

/** Changes a token. */
export const update: Command = {
  usage: 'update TOKEN [-]',
  summary: 'Change a token',
  details: 'The given permissions replace the existing ones. With -, fields are read from standard input as JSON, with the field names of the admin API.',
  options: { name: { value: 'NAME', help: 'Its new name' }, ...FIELD_OPTIONS },
  examples: ['update Website --expires-at 2030-12-31', 'update 7 --name "Old website" --description "Until the relaunch"', 'update Importer - < changes.json'],

  async prepare(given) {
    const takesInput = given.positionals[1] === '-';
    const [reference] = readWords(given, 'TOKEN', ...(takesInput ? ['-'] : []));
    const fields = takesInput ? await readFields(given) : {};
    const isChange = Object.keys(await readTokenFields(given, false, false)).length > 0 || takesInput;
    if (!isChange) throw new UsageError('Nothing to change: pass at least one option, or - for JSON on standard input.');
    return async (services) => {
      const { id, kind } = await findToken(services, reference!);
      const change = { ...fields, ...await readTokenFields(given, kind === 'admin', false) };
      const token = kind === 'admin'
        ? await adminTokensOf(services).update(OPERATOR, id, readUpdateAdminToken(change))
        : await services.contentApiTokens.update(OPERATOR, id, readUpdateApiToken(change));
      return { json: token, text: describeToken(token) };
    };
  },
};
