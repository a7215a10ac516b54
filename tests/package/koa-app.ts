/**
 * A project that uses the packed plugin with types and at run time. test:package compiles it once for each way in which TypeScript finds
 * modules, and runs what comes out.
 */
import { strictEqual } from 'node:assert';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import createKnex from 'knex';
import Koa from 'koa';
import { createKoaApiTokens, type KoaApiTokens, type KoaApiTokensOptions } from 'strapi-plugin-api-tokens/koa';
import server, { type TokensService } from 'strapi-plugin-api-tokens/strapi-server';

/** What TypeScript cannot find may be anything. */
type IsAny<Type> = 0 extends 1 & Type ? true : false;
const isUnknown: IsAny<typeof server | KoaApiTokens | TokensService> = false;

/** The service for a Strapi project's own code. */
export const tokensOf = (strapi: { plugin(name: string): { service(name: string): TokensService } }): TokensService => strapi.plugin('api-tokens').service('tokens');

async function main(): Promise<void> {
  strictEqual(isUnknown, false);
  const { register, bootstrap, destroy } = server;
  for (const part of [register, bootstrap, destroy]) strictEqual(typeof part, 'function');

  const knex = createKnex({ client: 'better-sqlite3', connection: { filename: ':memory:' }, useNullAsDefault: true });
  const options: KoaApiTokensOptions = { knex, salt: 'a salt of the packed plugin', actions: ['notes.find'] };
  const tokens: KoaApiTokens = await createKoaApiTokens(options);
  const app = new Koa().use(tokens.bearer).use(tokens.requires('notes.find')).use((ctx) => {
    ctx.body = [];
  });
  const listening = app.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}/notes`;
  const { accessKey } = await tokens.create({ name: 'website', type: 'custom', permissions: ['notes.find'] });
  strictEqual((await fetch(url, { headers: { authorization: `Bearer ${accessKey}` } })).status, 200);
  strictEqual((await fetch(url, { headers: { authorization: `Bearer ${accessKey}x` } })).status, 401);
  await tokens.close();
  await knex.destroy();
  listening.close();
  listening.closeAllConnections();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
