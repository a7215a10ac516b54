import type Koa from 'koa';
import type { Cms } from '../cms';
import type { ContentType } from '../content-type';
import type { OwnedRouteSet, Route } from '../route';
import { Documents } from './documents';
import { parseQueryString } from './read/parse-query-string';
import { createReadContext, type ReadContext } from './read/read-context';
import { isExposed } from './read/readable-attributes';

/** Handles an authorized request whose body has been read. */
type Handler = (ctx: Koa.Context) => Promise<void>;

/** The REST routes of all content types that the content API exposes: one set per type. */
export function createRestRoutes(cms: Pick<Cms, 'auth' | 'db' | 'contentTypes'>): OwnedRouteSet[] {
  return Object.values(cms.contentTypes).filter(({ uid }) => isExposed(uid)).map((type) => {
    const documents = new Documents(cms, type);
    const request: ReadRequest = (ctx, action) => [parseQueryString(ctx.querystring, action), createReadContext(cms, ctx.state.auth)];
    const routes = type.kind === 'singleType' ? singleRoutes(documents, request) : collectionRoutes(documents, request);
    return { type: 'content-api', prefix: '', owner: type.uid.slice(0, type.uid.lastIndexOf('.')), routes };
  });
}

/** The `data` of a body. The content service validates it. */
function dataOf(ctx: Koa.Context): unknown {
  return (ctx.request as { body?: { data?: unknown } }).body?.data;
}

type ReadRequest = (ctx: Koa.Context, action: Parameters<typeof parseQueryString>[1]) => readonly [query: Record<string, unknown>, context: ReadContext];

function createRoute({ uid, info }: ContentType, method: Route['method'], path: string, action: string, handler: Handler): Route {
  return {
    method,
    path,
    name: `${info.singularName}.${action}`,
    handler,
    config: { auth: { scope: [`${uid}.${action}`] } },
  };
}

function collectionRoutes(documents: Documents, request: ReadRequest): Route[] {
  const { type } = documents;
  const list = `/${type.info.pluralName}`;
  const one = `${list}/:id`;
  return [
    createRoute(type, 'GET', list, 'find', async (ctx) => {
      const { documents: data, pagination } = await documents.findMany(...request(ctx, 'list'));
      ctx.body = { data, meta: { pagination } };
    }),
    createRoute(type, 'GET', one, 'findOne', async (ctx) => {
      ctx.body = { data: await documents.findOne(ctx.params.id, ...request(ctx, 'record')), meta: {} };
    }),
    createRoute(type, 'POST', list, 'create', async (ctx) => {
      ctx.body = { data: await documents.create(dataOf(ctx), ...request(ctx, 'write')), meta: {} };
      ctx.status = 201;
    }),
    createRoute(type, 'PUT', one, 'update', async (ctx) => {
      ctx.body = { data: await documents.update(ctx.params.id, dataOf(ctx), ...request(ctx, 'write')), meta: {} };
    }),
    createRoute(type, 'DELETE', one, 'delete', async (ctx) => {
      await documents.delete(ctx.params.id, ...request(ctx, 'delete'));
      ctx.status = 204;
    }),
  ];
}

function singleRoutes(documents: Documents, request: ReadRequest): Route[] {
  const { type } = documents;
  const path = `/${type.info.singularName}`;
  return [
    createRoute(type, 'GET', path, 'find', async (ctx) => {
      ctx.body = { data: await documents.findSingle(...request(ctx, 'record')), meta: {} };
    }),
    createRoute(type, 'PUT', path, 'update', async (ctx) => {
      ctx.body = { data: await documents.putSingle(dataOf(ctx), ...request(ctx, 'write')), meta: {} };
    }),
    createRoute(type, 'DELETE', path, 'delete', async (ctx) => {
      await documents.deleteSingle(...request(ctx, 'delete'));
      ctx.status = 204;
    }),
  ];
}
