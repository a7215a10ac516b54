import { createHmac } from 'node:crypto';
import type Koa from 'koa';
import type { MountedRoute } from '../host/cms';
import { createApp } from '../host/server/create-app';
import { allows } from '../server/access/scope';
import { parseBearer } from '../server/key/bearer';
import { bearer } from '../server/middlewares/bearer';
import { pluginServices } from '../server/services';
import { serve, startBenchCms } from './bench-cms';
import { alternate, expectAnswer, figure, show, timePerCall, type Part } from './harness';

const scope = ['api::article.article.find'];

/**
 * What a cached token costs: first the plugin's own work alone, call by call, beside one HMAC-SHA512 of a key; then whole requests
 * over HTTP, the same handler behind a public route and behind a token. The client runs in the same process, so CPU counts both.
 */
export const pricePerRequest: Part = async ({ short }) => {
  const cms = await startBenchCms();
  try {
    const admin = await cms.registerAdmin();
    const other = (count: number) => Array.from({ length: count - 1 }, (_, i) => `api::other.other.action${i}`);
    const [readOnly] = await cms.insertTokens(1, {});
    const [full] = await cms.insertTokens(1, { type: 'full-access' });
    const [custom5] = await cms.insertTokens(1, { type: 'custom', actions: [...other(5), ...scope] });
    const [custom500] = await cms.insertTokens(1, { type: 'custom', actions: [...other(500), ...scope] });
    const [adminKey] = await cms.insertTokens(1, { kind: 'admin', ownerId: admin.id, actions: ['plugin::api-tokens.api-tokens.read'] });

    const { authenticator } = pluginServices(cms.running.cms);
    const check = (key: string) => async () => {
      const found = await authenticator.authenticate(parseBearer(`Bearer ${key}`)!, 'content-api');
      if (found === null || !allows(found, scope)) throw new Error('A key was refused.');
    };
    const checkAdmin = async () => {
      if (await authenticator.authenticate(parseBearer(`Bearer ${adminKey}`)!, 'admin') === null) throw new Error('A key was refused.');
    };
    const calls = short ? 200 : 20_000;
    const work = await alternate(short ? 1 : 9, {
      'one HMAC-SHA512': () => timePerCall(calls, () => createHmac('sha512', 'a salt that is long enough').update(readOnly!).digest('hex')),
      'parse the header': () => timePerCall(calls, () => parseBearer(`Bearer ${readOnly}`)),
      'read-only': () => timePerCall(calls, check(readOnly!)),
      'full access': () => timePerCall(calls, check(full!)),
      'custom, 5 permissions': () => timePerCall(calls, check(custom5!)),
      'custom, 500 permissions': () => timePerCall(calls, check(custom500!)),
      'admin token': () => timePerCall(calls, checkAdmin),
    });
    const hmac = figure(work['one HMAC-SHA512']).median;
    const lines = Object.entries(work).map(([name, values]) => ({
      measured: `${name}, own work`,
      'µs (lowest–highest)': show(figure(values)),
      'beside one HMAC': `${(figure(values).median / hmac).toFixed(2)} ×`,
    }));

    const handler = async (ctx: Koa.Context) => {
      ctx.body = { data: 'here' };
    };
    const route = (fullPath: string, type: MountedRoute['type'], config: MountedRoute['config']): MountedRoute =>
      ({ method: 'GET', path: fullPath, fullPath, type, owner: 'bench', handler, config });
    const app = createApp({
      cms: {
        config: cms.running.cms.config,
        auth: cms.running.cms.auth,
        routes: [
          route('/api/public', 'content-api', { auth: false }),
          route('/api/guarded', 'content-api', { auth: { scope } }),
          route('/admin/guarded', 'admin', {}),
        ],
      } as never,
      log: cms.running.log,
      policies: {},
      middlewares: [bearer()],
      panelFolder: cms.root,
    });
    const server = await serve(app);
    try {
      expectAnswer('a route without a key', (await server.send('/api/guarded')).status, 401);
      const count = short ? 50 : 2000;
      const load = (path: string, key?: string) => async () => {
        const begun = process.cpuUsage();
        for (let i = 0; i < count; i += 1) expectAnswer(path, (await server.send(path, key)).status, 200);
        const { user, system } = process.cpuUsage(begun);
        return (user + system) / count;
      };
      const whole = await alternate(short ? 1 : 9, {
        'public route': load('/api/public'),
        'read-only': load('/api/guarded', readOnly),
        'full access': load('/api/guarded', full),
        'custom, 5 permissions': load('/api/guarded', custom5),
        'custom, 500 permissions': load('/api/guarded', custom500),
        'admin token': load('/admin/guarded', adminKey),
      });
      const open = figure(whole['public route']).median;
      for (const [name, values] of Object.entries(whole)) {
        lines.push({
          measured: `${name}, CPU of a whole request`,
          'µs (lowest–highest)': show(figure(values)),
          'beside one HMAC': `${(figure(values).median - open).toFixed(1)} µs over public`,
        });
      }
    } finally {
      await server.stop();
    }
    return lines;
  } finally {
    await cms.stop();
  }
};
