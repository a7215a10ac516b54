import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKoaApiTokens } from '../../koa/create-koa-api-tokens';
import { createAppDatabase, type AppDatabase } from '../koa/app-knex';
import { dialectsUnderTest } from '../support/database';
import { nodeArguments } from '../support/hosts/node-arguments';

const salt = 'a salt for tests that is long enough';

describe.each(dialectsUnderTest())('api-tokens in a Koa app on %s', (dialect) => {
  let folder: string;
  let database: AppDatabase;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'command-'));
    database = await createAppDatabase(dialect);
    const makeKnex = `require(${JSON.stringify(require.resolve('knex'))}).default(${JSON.stringify(database.config)})`;
    const options = `{ knex: ${makeKnex}, salt: ${JSON.stringify(salt)}, actions: ['notes.find', 'notes.create'] }`;
    await writeFile(join(folder, 'options.cjs'), `module.exports = ${options};\n`);
    await writeFile(join(folder, 'options.mjs'), `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nexport default ${options};\n`);
  });
  afterAll(async () => {
    await database?.drop();
    await rm(folder, { recursive: true });
  });

  async function run(args: string[], input = '') {
    const child = spawn(process.execPath, [...nodeArguments('cli/api-tokens.ts'), ...args], { cwd: folder, env: { PATH: process.env.PATH } });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
    child.stdin.end(input);
    const [code] = await once(child, 'close');
    return { code, out, err };
  }

  it('creates, identifies and revokes tokens of the app', async () => {
    const created = await run(['create', '--config', 'options.mjs', '--name', 'Reader', '--type', 'custom', '--permission', 'notes.find']);
    expect(created).toMatchObject({ code: 0, out: expect.stringMatching(/^cms_content_/) });
    const tokens = await createKoaApiTokens({ knex: database.knex(), salt, actions: ['notes.find'] });
    try {
      expect(await tokens.list()).toMatchObject([{ name: 'Reader', permissions: ['notes.find'], createdBy: { type: 'cli' } }]);
      const found = await run(['identify', '-', '--config', 'options.cjs', '--json'], created.out);
      expect({ ...found, out: JSON.parse(found.out) }).toMatchObject({ code: 0, err: '', out: { name: 'Reader', keyState: 'current' } });
      expect(await run(['revoke', 'Reader', '--config', './options.cjs'])).toMatchObject({ code: 0, err: '' });
      expect(await tokens.list()).toEqual([]);
    } finally {
      await tokens.close();
    }
  });

  it('explains what a Koa app does not have, and what is wrong with its options', async () => {
    expect(await run(['list', '--kind', 'admin', '--config', 'options.cjs'])).toMatchObject({ code: 1, out: '', err: expect.stringContaining('no admin tokens') });
    expect(await run(['list', '--config', 'none.js'])).toMatchObject({ code: 1, err: expect.stringContaining('does not exist. --config takes') });
    await writeFile(join(folder, 'wrong.cjs'), 'module.exports = { salt: "x" };\n');
    expect(await run(['list', '--config', 'wrong.cjs'])).toMatchObject({ code: 1, err: expect.stringContaining('knex must be') });
    expect(await run(['list'])).toMatchObject({ code: 1, err: expect.stringContaining('Strapi was not found in this folder') });
  });
});
