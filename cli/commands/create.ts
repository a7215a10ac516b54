import { readCreateAdminToken, readCreateApiToken } from '../../server/input/token-input';
import { type Command, type CommandServices, Failure, type Given, OPERATOR, type Run, UsageError } from '../command';
import { shown } from '../format';
import { readKind, KIND } from '../read-kind';
import { readWords } from '../read-input';
import { FIELD_OPTIONS, readTokenFields } from '../token-fields';
import { adminTokensOf } from '../tokens-of';

/** Creates a token and prints only its key. */
export const create: Command = {
  usage: 'create [-]',
  summary: 'Create a token and print its key',
  details: 'With -, fields are read from standard input as JSON, with the field names of the admin API. Standard output contains only the key, or with --json the token.',
  options: {
    name: { value: 'NAME', help: 'Its name, which must be unique' },
    kind: KIND,
    owner: { value: 'EMAIL', help: 'The person that an admin token acts for' },
    ...FIELD_OPTIONS,
    lifespan: { value: 'DURATION', help: '7d, 30d or 90d, which restarts with each new key' },
  },
  examples: [
    'create --name Website --lifespan 90d',
    'create --name Importer --type custom --permission api::article.article.create --permission api::article.article.update',
    'create --name "Nightly job" --kind admin --owner ada@example.com --permission plugin::content-manager.explorer.read=api::article.article',
    'create - < token.json',
  ],

  async prepare(given) {
    const takesInput = given.positionals[0] === '-';
    readWords(given, ...(takesInput ? ['-'] : []));
    const kind = readKind(given) ?? 'content-api';
    return kind === 'admin' ? createAdminToken(given, takesInput) : createContentApiToken(given, takesInput);
  },
};

async function createContentApiToken(given: Given, takesInput: boolean): Promise<Run> {
  if (given.value('owner') !== undefined) throw new UsageError('--owner is for admin tokens: add --kind admin.');
  const request = readCreateApiToken(await readTokenFields(given, false, takesInput));
  return async ({ contentApiTokens }) => created(await contentApiTokens.create(OPERATOR, request));
}

async function createAdminToken(given: Given, takesInput: boolean): Promise<Run> {
  const email = given.value('owner');
  if (email === undefined) throw new UsageError('An admin token acts for a person: add --owner with the e-mail address of an account.');
  const request = readCreateAdminToken(await readTokenFields(given, true, takesInput));
  return async (services) => created(await adminTokensOf(services).create({ type: 'cli', ownerId: await ownerIdOf(services, email) }, request));
}

async function ownerIdOf({ owners }: CommandServices, email: string) {
  const owner = await owners.findByEmail(email);
  if (owner === null) throw new Failure(`No account has the e-mail address ${shown(email)}.`);
  return owner.id;
}

function created(token: { id: string | number; name: string; accessKey: string }) {
  return { json: token, text: `${token.accessKey}\n`, note: `Created the token ${token.id}, ${shown(token.name)}. Keep its key in a safe place.` };
}
