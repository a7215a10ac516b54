/**
 * An app with version 0.1.0, whose sources are in the folder `SOURCES`, on the database `DATABASE`: makes tokens, uses one, and answers its parent with
 * their keys and with the list of them.
 */
import { join } from 'node:path';
import Koa from 'koa';
import request from 'supertest';
import { quietLog } from '../support/database';

async function main(): Promise<void> {
  const { createKoaApiTokens } = await import(join(process.env['SOURCES']!, 'koa/create-koa-api-tokens.ts'));
  const tokens = await createKoaApiTokens({ ...JSON.parse(process.env['OPTIONS']!), log: quietLog });
  const custom = await tokens.create({ name: 'custom', type: 'custom', lifespan: 2_592_000_000, permissions: ['notes.create'], description: 'Überall 🌍' });
  const full = await tokens.create({ name: 'full', type: 'full-access' });
  const replaced = await tokens.create({ name: 'regenerated', type: 'full-access' });
  const regenerated = await tokens.regenerate(replaced.id);
  const revoked = await tokens.create({ name: 'revoked', type: 'full-access' });
  await tokens.revoke(revoked.id);
  const app = new Koa().use(tokens.requires('notes.create')).use((ctx) => {
    ctx.body = 'in';
  });
  await request(app.callback()).get('/').set('Authorization', `Bearer ${custom.accessKey}`).expect(200);
  const keys = Object.fromEntries(Object.entries({ custom, full, regenerated, replaced, revoked }).map(([name, { accessKey }]) => [name, accessKey]));
  const list = await tokens.list();
  await tokens.close();
  process.send!({ keys, list }, () => process.disconnect());
}

void main();
