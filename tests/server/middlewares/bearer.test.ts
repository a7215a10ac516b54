import { once } from 'node:events';
import { Agent, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import Koa from 'koa';
import request from 'supertest';
import { ForbiddenError, UnauthorizedError, type TokenError } from '../../../server/errors';
import { createAccessKey } from '../../../server/key/access-key';
import { bearer, bearerOf, noteError } from '../../../server/middlewares/bearer';

const key = createAccessKey('cms', 'content');

/** An app behind the middleware, with a route that answers as `respond` says. Its `auth` is how the host authenticates there. */
function appThat(respond: Koa.Middleware, auth: false | object = {}, isAuthenticated = false) {
  const app = new Koa();
  app.silent = true;
  app.use(bearer());
  app.use((ctx, next) => {
    Object.assign(ctx.state, { route: { config: { auth } }, isAuthenticated });
    return next();
  });
  app.use(respond);
  return request(app.callback());
}

const answering = (status: number, message: string): Koa.Middleware => (ctx) => {
  ctx.status = status;
  ctx.body = { data: null, error: { status, message } };
};
const throwing = (status: number, message: string): Koa.Middleware => (ctx) => ctx.throw(status, message);

describe('the bearer middleware', () => {
  it('hands on the bearer that the request presents, and null for none', async () => {
    const app = () => appThat((ctx) => {
      ctx.body = { kind: bearerOf(ctx as never)?.kind ?? null };
    });
    await app().get('/').set('Authorization', `Bearer ${key}`).expect({ kind: 'content' });
    await app().get('/').set('Authorization', key).expect({ kind: null });
    await app().get('/').expect({ kind: null });
  });

  it('reads what each request of a kept connection presents, whatever the one before it did', async () => {
    const app = new Koa();
    app.use(bearer());
    app.use((ctx) => {
      ctx.body = { key: bearerOf(ctx as never)?.key ?? null };
    });
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const other = createAccessKey('cms', 'admin');
    const presented = [`Bearer ${key}`, `Bearer ${key}`, `Bearer ${other}`, `bearer  ${other}`, '', 'Bearer a.b.c', `Basic ${key}`, `Bearer ${key}`];
    const read: unknown[] = [];
    const sockets = new Set<unknown>();
    server.on('request', ({ socket }) => sockets.add(socket));
    for (const header of presented) {
      const sent = get({ port: (server.address() as AddressInfo).port, agent, headers: header === '' ? {} : { Authorization: header } });
      const [answer] = await once(sent, 'response');
      read.push((await json(answer) as { key: unknown }).key);
    }
    agent.destroy();
    server.close();
    expect(sockets.size).toBe(1);
    expect(read).toEqual([key, key, other, other, null, 'a.b.c', null, key]);
  });

  it.each([['answered', answering], ['thrown', throwing]])('says what is wrong with a bearer whose refusal is %s', async (_, refuse) => {
    await appThat(refuse(401, 'Token expired')).get('/').set('Authorization', `Bearer ${key}`)
      .expect(401).expect('WWW-Authenticate', 'Bearer error="invalid_token", error_description="Token expired"');
    await appThat(refuse(403, 'Forbidden')).get('/').set('Authorization', `Bearer ${key}`)
      .expect(403).expect('WWW-Authenticate', 'Bearer error="insufficient_scope", error_description="Forbidden"');
  });

  it.each([['answered', answering], ['thrown', throwing]])('asks for a bearer where none was presented and the refusal is %s', async (_, refuse) => {
    await appThat(refuse(401, 'Missing')).get('/').expect(401).expect('WWW-Authenticate', 'Bearer');
    const { headers } = await appThat(refuse(403, 'Forbidden')).get('/').expect(403);
    expect(headers).not.toHaveProperty('www-authenticate');
  });

  describe.each<[string, (details?: unknown) => Koa.Middleware]>([
    ['answered', (details) => (ctx) => {
      ctx.status = 403;
      ctx.body = { data: null, error: { status: 403, message: 'Forbidden', details } };
    }],
    ['thrown', (details) => (ctx) => ctx.throw(403, 'Forbidden', { details })],
  ])('gives a denial that is %s its code', (_, deny) => {
    const detailsOf = async (respond: Koa.Middleware, auth: false | object = {}, noted?: TokenError) => {
      const app = new Koa();
      app.use(async (ctx, next) => {
        try {
          await next();
        } catch (error) {
          ctx.body = { error };
        }
      });
      app.use(bearer());
      app.use((ctx, next) => {
        ctx.state.route = { config: { auth } };
        if (noted) noteError(ctx as never, noted);
        return next();
      });
      app.use(respond);
      return (await request(app.callback()).get('/')).body.error.details;
    };

    it('beside its other details, and where it has one, keeps that', async () => {
      expect(await detailsOf(deny())).toEqual({ code: 'ERR_FORBIDDEN' });
      expect(await detailsOf(deny({ errors: [] }))).toEqual({ code: 'ERR_FORBIDDEN', errors: [] });
      expect(await detailsOf(deny({ code: 'OTHER' }))).toEqual({ code: 'OTHER' });
    });

    it('from the error of a strategy, where that has the status of the answer', async () => {
      expect(await detailsOf(deny(), {}, new ForbiddenError('x', 'ERR_RARE'))).toEqual({ code: 'ERR_RARE' });
      expect(await detailsOf(deny(), {}, new UnauthorizedError('x', 'ERR_RARE'))).toEqual({ code: 'ERR_FORBIDDEN' });
    });

    it('unless the route is public, or the details are no object', async () => {
      expect(await detailsOf(deny({}), false)).toEqual({});
      for (const details of ['text', ['list'], 7]) expect(await detailsOf(deny(details))).toEqual(details);
    });
  });

  describe.each([['answered', answering], ['thrown', throwing]])('leaves a refusal alone that is %s', (_, refuse) => {
    const bearers = [{}, { Authorization: `Bearer ${key}` }, { Authorization: 'Basic YTpi' }];

    it.each(bearers)('by a public route, to %j', async (presented) => {
      for (const status of [401, 403]) {
        const { headers } = await appThat(refuse(status, 'Wrong signature'), false).get('/').set(presented).expect(status);
        expect(headers).not.toHaveProperty('www-authenticate');
      }
    });

    it.each(bearers)('where no route was reached, to %j', async (presented) => {
      const app = new Koa();
      app.silent = true;
      app.use(bearer());
      app.use(refuse(401, 'Staging area'));
      const { headers } = await request(app.callback()).get('/').set(presented).expect(401);
      expect(headers).not.toHaveProperty('www-authenticate');
    });

    it('by a route to somebody whom the host knows', async () => {
      const { headers } = await appThat(refuse(401, 'The payment service says no'), {}, true).get('/').set('Authorization', `Bearer ${key}`).expect(401);
      expect(headers).not.toHaveProperty('www-authenticate');
    });
  });

  it.each([
    ['answered', (ctx: Koa.Context) => {
      ctx.status = 401;
      ctx.set('WWW-Authenticate', 'Basic realm="staging"');
    }],
    ['answered, and thrown', (ctx: Koa.Context) => {
      // As koa-basic-auth does.
      ctx.throw(401, 'x', { headers: { 'www-authenticate': 'Basic realm="staging"' } });
    }],
  ] as const)('keeps the challenge of somebody else, %s', async (_, respond) => {
    await appThat(respond).get('/').set('Authorization', `Bearer ${key}`).expect(401).expect('WWW-Authenticate', 'Basic realm="staging"');
  });

  it('sets no challenge on any other answer', async () => {
    for (const status of [200, 400, 404]) {
      const { headers } = await appThat(answering(status, 'x')).get('/').set('Authorization', `Bearer ${key}`).expect(status);
      expect(headers).not.toHaveProperty('www-authenticate');
    }
  });

  it('names the actions that the route requires as scope, or none where it cannot name them all', async () => {
    const unsayable = [['api::a.a.find', 'with space'], ['a"b'], ['a\\b'], ['a\r\nb'], ['é'], [7, null], [''], [], 'a', undefined];
    const cases: Array<[unknown, string]> = [[['api::a.a.find', 'x!#[]~'], ', scope="api::a.a.find x!#[]~"'], ...unsayable.map((required): [unknown, string] => [required, ''])];
    for (const [required, scope] of cases) {
      const deny: Koa.Middleware = (ctx) => ctx.throw(403, 'Forbidden', { details: { required } });
      await appThat(deny).get('/').set('Authorization', `Bearer ${key}`)
        .expect('WWW-Authenticate', `Bearer error="insufficient_scope", error_description="Forbidden"${scope}`);
    }
  });

  it('answers an error that is null or text as it is', async () => {
    for (const error of [null, 'text']) {
      await appThat((ctx) => void Object.assign(ctx, { status: 403, body: { error } })).get('/').set('Authorization', `Bearer ${key}`)
        .expect(403, { error }).expect('WWW-Authenticate', 'Bearer error="insufficient_scope", error_description=""');
    }
  });

  it('keeps quotes, backslashes and line ends out of the description', async () => {
    await appThat(answering(403, 'a"b\\c\r\nd é')).get('/').set('Authorization', `Bearer ${key}`)
      .expect('WWW-Authenticate', 'Bearer error="insufficient_scope", error_description="a b c  d  "');
  });
});
