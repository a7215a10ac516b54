import Koa from 'koa';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import ts from 'typescript';
import { createKoaApiTokens, type KoaApiTokens } from '../../koa/create-koa-api-tokens';
import { quietLog } from '../support/database';
import { createAppDatabase } from './app-knex';

const root = join(__dirname, '../..');

/** The examples of a plain Koa app in its documentation: the app, handlers that restrict, and a restricted token. */
const [app, handlers, restricted] = [...readFileSync(join(root, 'docs/koa.md'), 'utf8').matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code!) as [string, string, string];

/** What the compiler says against a program of these files. */
function complaints(files: string[], options: ts.CompilerOptions): string[] {
  const program = ts.createProgram(files, options);
  const { diagnostics } = options.noEmit ? { diagnostics: ts.getPreEmitDiagnostics(program) } : program.emit();
  return diagnostics.map(({ messageText, file, start }) =>
    `${file === undefined ? '' : `line ${file.getLineAndCharacterOfPosition(start ?? 0).line + 1}: `}${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
}

describe('the examples in docs/koa.md', () => {
  let folder: string;
  beforeAll(() => {
    // Inside of the project, so that its packages are found; the plugin itself as a package beside the example, with its own types.
    mkdirSync(join(root, '.tmp'), { recursive: true });
    folder = mkdtempSync(join(root, '.tmp/example-'));
    const installed = join(folder, 'node_modules/strapi-plugin-api-tokens');
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(installed, 'package.json'), readFileSync(join(root, 'package.json')));
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
    expect(complaints([join(root, 'koa/create-koa-api-tokens.ts')], {
      ...options, types: ['node'], rootDir: root, outDir: join(installed, 'dist'), emitDeclarationOnly: true, sourceMap: false,
    })).toEqual([]);
    writeFileSync(join(folder, 'app.mts'), `${app}\n${restricted}`);
    writeFileSync(join(folder, 'handlers.mts'), handlers);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['Node’s', { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext }],
    ['a bundler’s', { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
  ])('type-check under strict, by %s resolution of modules', (_name, resolution) => {
    expect(complaints([join(folder, 'app.mts'), join(folder, 'handlers.mts')], {
      ...resolution, strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, types: ['node'], skipLibCheck: true,
    })).toEqual([]);
  });
  it('run: a restricted token reads and writes its own fields and rows alone', async () => {
    const script = (code: string) => ts.transpileModule(code, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true } }).outputText;
    const example: { contentTypes?: any; createRouter?: any } = {};
    new Function('exports', 'require', script(handlers))(example, require);
    const database = await createAppDatabase('sqlite');
    const knex = database.knex();
    await knex.schema.createTable('notes', (table) => {
      table.increments('id');
      table.string('text');
      table.string('team');
    });
    await knex('notes').insert([{ text: 'one', team: 'web' }, { text: 'two', team: 'print' }]);
    const { contentTypes, createRouter } = example;
    const tokens = await createKoaApiTokens({ knex, salt: 'a salt for tests that is long enough', actions: ['notes.find', 'notes.update'], contentTypes, log: quietLog });
    try {
      const koa = new Koa();
      koa.silent = true;
      koa.use(tokens.bearer).use(createRouter(tokens, knex).routes());
      const create = new Function('tokens', `return (async () => { ${script(restricted).replace('await tokens', 'return tokens')} })()`) as (of: KoaApiTokens) => ReturnType<KoaApiTokens['create']>;
      const [web, all] = [await create(tokens), await tokens.create({ name: 'all', type: 'full-access' })];
      const send = (key: { accessKey: string }, method: 'get' | 'put', path: string, body?: object) =>
        request(koa.callback())[method](path).set('Authorization', `Bearer ${key.accessKey}`).send(body);
      await send(web, 'get', '/notes').expect(200, [{ id: 1, text: 'one' }]);
      await send(web, 'put', '/notes/1', { text: 'new' }).expect(200, { id: 1, text: 'new' });
      await send(web, 'put', '/notes/1', { team: 'print' }).expect(403, 'Restricted');
      await send(web, 'put', '/notes/2', { text: 'x' }).expect(404);
      const rows = await tokens.create({ name: 'rows', type: 'full-access', restrictions: { types: { notes: { where: { team: 'web' } } } } });
      await send(rows, 'put', '/notes/1', { team: 'print' }).expect(403, 'Forbidden');
      await send(all, 'get', '/notes').expect(200, [{ id: 1, text: 'new', team: 'web' }, { id: 2, text: 'two', team: 'print' }]);
      await expect(tokens.update(rows.id, { restrictions: { types: { notes: { where: { team: { $ne: 'web' } } } } } })).rejects.toMatchObject({ status: 400 });
    } finally {
      await tokens.close();
      await database.drop();
    }
  });
});
