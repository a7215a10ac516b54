import { transformSync } from '@swc/core';
import Koa from 'koa';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import { createKoaApiTokens, type KoaApiTokens } from '../../koa/create-koa-api-tokens';
import { quietLog } from '../support/database';
import { createAppDatabase } from './app-knex';

const root = join(__dirname, '../..');

/** The examples of a plain Koa app in its documentation that run here: handlers that restrict, and a restricted token. scripts/test-package.mjs compiles all. */
const [, handlers, restricted] = [...readFileSync(join(root, 'docs/koa.md'), 'utf8').matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code!) as [string, string, string];

const script = (code: string, type: 'commonjs' | 'es6') => transformSync(code, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type } }).code;

describe('the examples in docs/koa.md', () => {
  it('run: a restricted token reads and writes its own fields and rows alone', async () => {
    const example: { contentTypes?: any; createRouter?: any } = {};
    new Function('exports', 'require', script(handlers, 'commonjs'))(example, require);
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
      const create = new Function('tokens', `return (async () => { ${script(restricted, 'es6').replace('await tokens', 'return tokens')} })()`) as (of: KoaApiTokens) => ReturnType<KoaApiTokens['create']>;
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
