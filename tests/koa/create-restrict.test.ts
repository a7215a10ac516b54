import Router from '@koa/router';
import Koa from 'koa';
import createKnex, { type Knex } from 'knex';
import qs from 'qs';
import request from 'supertest';
import type { Restrictions } from '../../server/contract';
import { createKoaApiTokens, type KoaApiTokens, type KoaApiTokensOptions, type KoaContentTypes } from '../../koa/create-koa-api-tokens';
import { dialectsUnderTest, quietLog } from '../support/database';
import { type AppDatabase, createAppDatabase } from './app-knex';

const contentTypes: KoaContentTypes = {
  notes: {
    attributes: {
      text: { type: 'text' },
      team: { type: 'string' },
      secret: { type: 'string' },
      slug: { type: 'string', unique: true },
      author: { type: 'relation', target: 'authors', inversedBy: 'notes' },
    },
    checkWhere(where) {
      if (Object.values(where).some((value) => typeof value === 'object')) throw new Error('rows are chosen by equal values');
    },
  },
  authors: { attributes: { name: { type: 'string' }, notes: { type: 'relation', target: 'notes', inversedBy: 'author' } } },
};
const VERBS = ['find', 'create', 'update', 'delete'];
const actions = [...VERBS.map((verb) => `notes.${verb}`), 'authors.find', 'notes.export', 'notes.count'];

const FIELDS: Restrictions = { types: { notes: { read: ['text'], write: ['text'] } } };
const ROWS: Restrictions = { types: { notes: { where: { team: 'web' } } } };

/** The conditions of narrowed queries that these tests make, on knex. */
function apply(query: Knex.QueryBuilder, filters: Record<string, any> = {}): Knex.QueryBuilder {
  for (const [name, value] of Object.entries(filters)) {
    if (name === '$and') for (const each of value) apply(query, each);
    else if (name === '$or') query.where((any) => { for (const each of value) any.orWhere((one) => void apply(one, each)); });
    else if (typeof value === 'object') query.where(name, 'like', `%${value.$contains}%`);
    else query.where(name, value);
  }
  return query;
}

describe.each(dialectsUnderTest())('a restricted token in a Koa app, %s', (dialect) => {
  let database: AppDatabase;
  let knex: Knex;
  let tokens: KoaApiTokens;
  let app: Koa;
  let names = 0;
  const errors: string[] = [];

  function createApp(of: KoaApiTokens): Koa {
    const router = new Router();
    router.get('/notes', of.requires('notes.find'), async (ctx) => {
      const { fields, filters, sort } = of.restrict(ctx, 'notes', qs.parse(ctx.querystring));
      const rows = apply(knex('notes').select(fields), filters);
      ctx.body = await (sort === undefined ? rows : rows.orderBy(String(sort)));
    });
    router.get('/asked', of.requires('notes.find'), (ctx) => {
      ctx.body = of.restrict(ctx, 'notes', qs.parse(ctx.querystring));
    });
    for (const [method, action] of [['post', 'create'], ['put', 'update'], ['delete', 'delete']] as const) {
      router[method]('/notes{/:id}', of.requires(`notes.${action}`), async (ctx) => {
        const data = action === 'delete' ? undefined : JSON.parse(String(ctx.query['data']));
        const { fields, filters } = of.restrict(ctx, 'notes', {}, { action, data });
        ctx.body = await knex.transaction(async (trx) => {
          const reached = (id: unknown) => apply(trx('notes').where({ id }), filters);
          if (action === 'create') {
            const [last] = await trx('notes').max('id as id');
            const next = Number(last!['id']) + 1;
            await trx('notes').insert({ id: next, ...data });
            return (await reached(next).first(fields)) ?? ctx.throw(403, 'out of reach');
          }
          const { id } = ctx.params;
          if ((await reached(id)).length === 0) ctx.throw(404);
          if (action === 'delete') return reached(id).delete();
          await reached(id).update(data);
          return (await reached(id).first(fields)) ?? ctx.throw(403, 'out of reach');
        });
      });
    }
    router.get('/unasked', of.requires('notes.find'), async (ctx) => {
      ctx.body = await knex('notes');
    });
    router.get('/refused', of.requires('notes.find'), (ctx) => {
      ctx.status = 422;
      ctx.body = 'no';
    });
    router.get('/half', of.requires('notes.find', 'authors.find'), (ctx) => {
      of.restrict(ctx, 'notes', {});
      ctx.body = 'authors';
    });
    router.get('/export', of.requires('notes.export'), (ctx) => {
      ctx.body = 'all';
    });
    router.get('/free', (ctx) => {
      of.restrict(ctx, 'notes', {});
    });
    const made = new Koa();
    made.on('error', (error) => errors.push(error.message));
    made.use(of.bearer);
    made.use(router.routes());
    return made;
  }

  const options = (more: Partial<KoaApiTokensOptions> = {}): KoaApiTokensOptions =>
    ({ knex, salt: 'a salt for tests that is long enough', actions, contentTypes, log: quietLog, ...more });
  const keyOf = async (restrictions: Restrictions | null, more: object = { type: 'full-access' }) => {
    names += 1;
    return (await tokens.create({ name: `Restricted ${names}`, restrictions, ...more })).accessKey;
  };
  const send = (key: string, method: string, path: string, data?: object, to = app) =>
    request(to.callback())[method as 'get'](`${path}${data === undefined ? '' : `?data=${encodeURIComponent(JSON.stringify(data))}`}`).set('Authorization', `Bearer ${key}`);
  const texts = async (key: string, query = '') => (await send(key, 'get', `/notes?sort=id${query}`).expect(200)).body.map(({ text }: { text: string }) => text);

  beforeAll(async () => {
    database = await createAppDatabase(dialect);
    knex = database.knex();
    await knex.schema.createTable('notes', (table) => {
      table.increments('id');
      for (const name of ['text', 'team', 'secret', 'slug']) table.string(name);
      table.integer('author');
    });
    tokens = await createKoaApiTokens(options());
    app = createApp(tokens);
  });
  beforeEach(async () => {
    await knex('notes').delete();
    await knex('notes').insert([
      { id: 1, text: 'one', team: 'web', secret: 's1' }, { id: 2, text: 'two', team: 'print', secret: 's2' }, { id: 3, text: 'three', team: 'web', secret: 's3' },
    ]);
  });
  afterAll(async () => {
    await tokens.close();
    await database.drop();
  });

  it.each<[string, string, Restrictions, object | undefined, object]>([
    ['get', '/notes?fields=secret', FIELDS, undefined, { restriction: 'field', path: 'fields.secret' }],
    ['get', '/notes?filters[nothing]=x', ROWS, undefined, { restriction: 'field', path: 'filters.nothing' }],
    ['get', '/notes?filters[secret][$contains]=s', FIELDS, undefined, { restriction: 'field', path: 'filters.secret' }],
    ['get', '/notes?filters[$or][0][text]=x&filters[$or][1][secret]=s1', FIELDS, undefined, { restriction: 'field', path: 'filters.$or.1.secret' }],
    ['get', '/notes?filters[author][name]=x', FIELDS, undefined, { restriction: 'field', path: 'filters.author' }],
    ['get', '/notes?filters[author][notes][secret]=x', { types: { notes: { read: ['author'] } } }, undefined, { restriction: 'field', path: 'filters.author.notes.secret' }],
    ['get', '/notes?sort=secret', FIELDS, undefined, { restriction: 'field', path: 'sort.secret' }],
    ['get', '/notes?populate=author', FIELDS, undefined, { restriction: 'field', path: 'populate.author' }],
    ['get', '/notes?_q=s1', FIELDS, undefined, { restriction: 'field', path: '_q' }],
    ['get', '/notes?status=draft', { read: { status: 'published' } }, undefined, { restriction: 'status', path: 'status' }],
    ['post', '/notes', FIELDS, { text: 'x', secret: 'y' }, { restriction: 'field', path: 'data.secret' }],
    ['put', '/notes/1', FIELDS, { team: 'print' }, { restriction: 'field', path: 'data.team' }],
    ['put', '/notes/2', FIELDS, { secret: 'x' }, { restriction: 'field', path: 'data.secret' }],
    ['put', '/notes/999', FIELDS, { secret: 'x' }, { restriction: 'field', path: 'data.secret' }],
    ['post', '/notes', ROWS, { text: 'x', team: 'web', slug: 'taken' }, { restriction: 'row', path: 'data.slug' }],
    ['post', '/notes', ROWS, { id: 2, team: 'web' }, { restriction: 'row', path: 'data.id' }],
    ['put', '/notes/1', { types: { authors: { write: ['name'] } } }, { author: 1 }, { restriction: 'field', path: 'data.author' }],
    ['post', '/notes', { write: { status: 'draft' } }, { text: 'x' }, { restriction: 'status' }],
    ['delete', '/notes/1', { write: { status: 'draft' } }, undefined, { restriction: 'status' }],
  ])('is denied %s %s where it has %j', async (method, path, restrictions, data, denial) => {
    const before = await knex('notes').orderBy('id');
    const { body, text, headers } = await send(await keyOf(restrictions), method, path, data).expect(403);
    expect(headers['www-authenticate']).toContain('insufficient_scope');
    expect({ body, text }).toEqual({ body: {}, text: 'Restricted' });
    const [token] = (await tokens.list()).filter(({ name }) => name === `Restricted ${names}`);
    expect(await tokens.denials(token!.id)).toMatchObject([{ code: 'ERR_RESTRICTED', method: method.toUpperCase() }]);
    expect(await knex('notes').orderBy('id')).toEqual(before);
    const asked: unknown[] = [];
    const told = new Koa();
    told.use(async (_ctx, next) => next().catch((error: { details: unknown }) => void asked.push(error.details)));
    for (const middleware of app.middleware) told.use(middleware as Koa.Middleware);
    await send(await keyOf(restrictions), method, path, data, told);
    expect(asked).toEqual([{ code: 'ERR_RESTRICTED', ...denial }]);
  });

  it('gets only the fields and rows that it may read, whatever it requests', async () => {
    const fields = await keyOf(FIELDS);
    for (const query of ['', '?fields=*', '?fields=', '?fields[]=', '?fields=,']) {
      for (const note of (await send(fields, 'get', `/notes${query}`).expect(200)).body) {
        expect(['id', 'id,text']).toContain(Object.keys(note).sort().join());
      }
    }
    const rows = await keyOf(ROWS);
    expect(await texts(rows)).toEqual(['one', 'three']);
    expect(await texts(rows, '&filters[text][$contains]=t')).toEqual(['three']);
    expect(await texts(rows, '&filters[$or][0][team]=print&filters[$or][1][id]=1')).toEqual(['one']);
    const nothing = await keyOf({ types: { notes: { read: [] } } });
    expect((await send(nothing, 'get', '/notes?sort=id').expect(200)).body).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect((await send(rows, 'get', '/notes?fields=text,team&sort=id').expect(200)).body).toEqual([{ text: 'one', team: 'web' }, { text: 'three', team: 'web' }]);
    const all = await keyOf(null);
    expect((await send(all, 'get', '/notes').expect(200)).body).toEqual(JSON.parse(JSON.stringify(await knex('notes'))));
  });

  it('has the conditions of related records in what it populates, and only what it may find in all of them', async () => {
    const related: Restrictions = { types: { notes: { where: { team: 'web' }, read: ['author', 'text'] }, authors: { read: ['name', 'notes'] } } };
    const asked = async (key: string, query: string) => (await send(key, 'get', `/asked?${query}`).expect(200)).body;
    const key = await keyOf(related);
    expect(await asked(key, 'populate[author][populate]=notes')).toEqual({
      fields: ['text', 'id'], filters: { team: 'web' },
      populate: { author: { fields: ['name', 'id'], populate: { notes: { fields: ['text', 'id'], filters: { team: 'web' }, populate: {} } } } },
    });
    expect((await asked(key, 'populate=*')).populate).toEqual({ author: { fields: ['name', 'id'] } });
    const custom = await keyOf(related, { type: 'custom', permissions: ['notes.find'] });
    expect((await asked(custom, 'populate=*')).populate).toEqual({});
  });

  it('writes only permitted fields of rows within reach, and moves none out of reach', async () => {
    const fields = await keyOf(FIELDS);
    expect((await send(fields, 'put', '/notes/2', { text: 'changed' }).expect(200)).body).toEqual({ id: 2, text: 'changed' });
    const rows = await keyOf(ROWS);
    expect((await send(rows, 'put', '/notes/1', { text: 'new' }).expect(200)).body).toMatchObject({ id: 1, text: 'new', team: 'web' });
    await send(rows, 'post', '/notes', { text: 'made', team: 'web' }).expect(200);
    const before = await knex('notes').orderBy('id');
    for (const id of [2, 999]) {
      await send(rows, 'put', `/notes/${id}`, { text: 'x' }).expect(404, 'Not Found');
      await send(rows, 'delete', `/notes/${id}`).expect(404, 'Not Found');
    }
    await send(rows, 'put', '/notes/1', { team: 'print' }).expect(403);
    await send(rows, 'post', '/notes', { team: 'print' }).expect(403);
    expect(await knex('notes').orderBy('id')).toEqual(before);
    await send(rows, 'delete', '/notes/1').expect(200);
  });

  it('gets no response from a handler that has not called restrict, and reaches other actions if granted by name', async () => {
    const all = await keyOf(null);
    const full = await keyOf(FIELDS);
    const custom = await keyOf(FIELDS, { type: 'custom', permissions: ['notes.export', 'notes.find', 'authors.find'] });
    for (const path of ['/unasked', '/half']) {
      await send(all, 'get', path).expect(200);
      errors.length = 0;
      expect((await send(custom, 'get', path).expect(500)).text).toBe('Internal Server Error');
      expect(errors).toEqual([expect.stringContaining(`GET ${path} was handled for ${path === '/half' ? 'authors' : 'notes'}.find without calling tokens.restrict(ctx, `)]);
    }
    await send(custom, 'get', '/refused').expect(422, 'no');
    await send(custom, 'get', '/export').expect(200, 'all');
    await send(full, 'get', '/export').expect(403);
    await send(all, 'get', '/export').expect(200);
    errors.length = 0;
    await request(app.callback()).get('/free').expect(500);
    expect(errors).toEqual([expect.stringContaining('restrict: call it only in handlers behind tokens.requires')]);
  });

  it('has restrictions that the app can enforce, and no others', async () => {
    const refused = async (restrictions: unknown) => tokens.create({ name: 'none', restrictions: restrictions as Restrictions }).then(() => '', (error: Error & { status: number }) => `${error.status} ${error.message}`);
    expect(await refused({ types: { pages: { read: [] } } })).toBe('400 restrictions.types.pages is not a content type of the content API');
    expect(await refused({ types: { constructor: { read: [] } } })).toContain('400 restrictions.types.constructor');
    expect(await refused({ types: { notes: { read: ['nothing'] } } })).toContain('names the unknown field nothing');
    expect(await refused({ types: { notes: { write: ['id'] } } })).toContain('names the unknown field id');
    expect(await refused({ types: { notes: { where: { team: { $contains: 'w' } } } } })).toBe('400 restrictions.types.notes.where: rows are chosen by equal values');
    expect(await refused({ types: { authors: { where: { name: 'x' } } } })).toContain('the app does not support restricting rows of this type');
    expect(await refused({ locales: ['en'] })).toContain('names the unknown locale en');
  });

  it('is denied everything that is no longer declared, rather than let in without its restrictions', async () => {
    const key = await keyOf(FIELDS, { type: 'custom', permissions: ['notes.find', 'notes.export', 'authors.find'] });
    const free = await keyOf(null, { type: 'custom', permissions: ['notes.find'] });
    await send(key, 'get', '/notes').expect(200);
    for (const less of [undefined, { authors: { attributes: { name: { type: 'string' } } } }]) {
      const other = await createKoaApiTokens(options({ contentTypes: less }));
      const later = createApp(other);
      for (const path of ['/unasked', '/notes', '/half']) await send(key, 'get', path, undefined, later).expect(403);
      await send(key, 'get', '/export', undefined, later).expect(403);
      await send(free, 'get', '/unasked', undefined, later).expect(200);
      await other.close();
    }
    const without = await createKoaApiTokens(options({ contentTypes: undefined }));
    await expect(without.create({ name: 'x', restrictions: FIELDS })).rejects.toMatchObject({ status: 400 });
    await without.close();
  });
});

describe('the option contentTypes', () => {
  const knex = createKnex({ client: 'better-sqlite3', connection: ':memory:', useNullAsDefault: true });
  afterAll(() => knex.destroy());

  it.each<[unknown, string]>([
    [[], 'contentTypes must be an object'],
    [null, 'contentTypes must be an object'],
    [{ notes: {} }, 'contentTypes.notes must have attributes'],
    [{ notes: { fields: [], attributes: {} } }, 'contentTypes.notes has the unknown key fields. Known keys are attributes, checkWhere'],
    [{ notes: { attributes: {}, checkWhere: true } }, 'contentTypes.notes.checkWhere must be a function'],
    [{ notes: { attributes: { text: 'string' } } }, 'contentTypes.notes.attributes.text must have a type'],
    [{ notes: { attributes: { text: { type: 'string', hidden: true } } } }, 'contentTypes.notes.attributes.text has the unknown key hidden'],
    [{ notes: { attributes: { parts: { type: 'component' } } } }, 'contentTypes.notes.attributes.parts cannot have the type component'],
    [{ notes: { attributes: { author: { type: 'relation', target: 'authors' } } } }, 'contentTypes.notes.attributes.author.target must be one of contentTypes'],
    [{ notes: { attributes: { next: { type: 'relation', target: 'notes', inversedBy: 'previous' } } } }, 'contentTypes.notes.attributes.next.inversedBy must be a field of notes'],
  ])('is checked: %j', async (wrong, message) => {
    const started = createKoaApiTokens({ knex, salt: 'a salt for tests that is long enough', actions, contentTypes: wrong as KoaContentTypes, log: quietLog });
    await expect(started).rejects.toThrow(`createKoaApiTokens: ${message}`);
  });
});
