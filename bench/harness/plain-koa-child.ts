import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Router from '@koa/router';
import Koa from 'koa';
import createKnex, { type Knex } from 'knex';
import { serveCalls } from './child';

let knex: Knex;
let server: Server;

/** What anybody would write who wants one article by its id, without a CMS: Koa, its router, and knex on a file of the CMS. */
async function start(filename: string): Promise<{ port: number }> {
  knex = createKnex({ client: 'better-sqlite3', connection: { filename }, useNullAsDefault: true });
  const router = new Router();
  router.get('/api/articles/:id', async (ctx) => {
    const row = await knex('articles').where({ document_id: ctx.params.id }).first();
    if (row === undefined) ctx.throw(404);
    const date = (value: number) => new Date(value).toISOString();
    const { id, document_id: documentId, title, body, views, created_at, updated_at, published_at } = row;
    const dates = { createdAt: date(created_at), updatedAt: date(updated_at), publishedAt: date(published_at) };
    ctx.body = { data: { id, documentId, title, body, views, ...dates }, meta: {} };
  });
  const app = new Koa();
  app.use(router.routes());
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return { port: (server.address() as AddressInfo).port };
}

const methods = { start };

/** The calls of this process. */
export type PlainKoaMethods = typeof methods;

serveCalls(methods, async () => {
  server.closeAllConnections();
  await knex.destroy();
});
