import { AsyncLocalStorage } from 'node:async_hooks';
import { PresentedToken } from '../../admission/presented-token';
import { noteScopeDenial } from '../../request/scope-denials';
import { RestrictedError } from '../../errors';
import { reachOf, type Content, type Filters, type RestrictionDenial, type Restrictions } from '../../grant/restrictions';
import type { Host, RequestContext, Where } from '../../host';
import { noteError } from '../../middlewares/bearer';
import { failureOf } from '../../store/database-failure';
import { asHostError } from '../../strategies/host-error';
import { createNarrowQuery, separate, type IsReadable } from './narrow-query';
import { createReach, type Reach } from './reach';
import { schemaOf, type Schema, type StrapiModels } from './schema';

/** The part of Strapi that the enforcement uses. */
export type Strapi = Pick<Host, 'db' | 'plugin' | 'requestContext'> & StrapiModels & {
  contentTypes: object;
  components: object;
  documents(uid: string): Record<string, (params?: any) => Promise<any>>;
  contentAPI: { sanitize: { output(data: unknown, model: object): Promise<any> } };
  get(name: 'query-params'): { transform(uid: string, params: object): any };
};

/** A request of a restricted token. */
export interface RestrictedRequest {
  /** Denies the request. @throws {ForbiddenError} always */
  deny(denial: RestrictionDenial): never;
  /** Returns the result of a decision, or denies the request. */
  allowed<Decided extends object>(decided: Decided | { denial: RestrictionDenial }): Decided;
  readonly restrictions: Restrictions;
  /** The part of the restrictions that concerns versions and locales. */
  readonly versions: Restrictions;
  /** The part of the restrictions that concerns reading fields; rows are restricted in the database layer. */
  readonly fields: Restrictions;
  /** The `populate` of the client's request. */
  readonly populate: unknown;
  readonly content: Content;
  readonly reach: Reach;
  readonly narrowQuery: ReturnType<typeof createNarrowQuery>;
  readonly isReadable: IsReadable;
  /** Whether fields of any type are restricted for reading. */
  readonly limitsFields: boolean;
}

interface Parts {
  versions: Restrictions;
  fields: Restrictions;
}

const parts = new WeakMap<Restrictions, Parts>();

/** Returns the same objects for the same restrictions, since rules are compiled once for each. */
function partsOf(restrictions: Restrictions): Parts {
  const known = parts.get(restrictions);
  if (known !== undefined) return known;
  const { read, locales, types = {} } = restrictions;
  const readable = Object.entries(types).flatMap(([uid, { read: names }]) => (names === undefined ? [] : [[uid, { read: names }] as const]));
  const made = { versions: { ...(read && { read }), ...(locales && { locales }) }, fields: { types: Object.fromEntries(readable) } };
  parts.set(restrictions, made);
  return made;
}

const REQUEST = 'apiTokensRestricted';

/** True inside Strapi's own part of a write, which has to see all rows, and inside the plugin's own queries. */
const own = new AsyncLocalStorage<boolean | RestrictedRequest>();

/** Runs `work` without restrictions. */
export function unrestricted<T>(work: () => Promise<T>): Promise<T> {
  return own.run(true, work);
}

/** Runs `work` with the restrictions of the request's token. */
export function asToken<T>(work: () => Promise<T>): Promise<T> {
  return own.run(false, work);
}

/** What {@link createRestrictedRequest} returns. */
interface RestrictedRequests {
  schema: Schema;
  readContent(): Promise<Content>;
  /** The current request, if a restricted token makes it; null for all others. */
  current(): Promise<RestrictedRequest> | null;
  /** Runs `work` with restrictions that no token of the current request has. */
  asRestricted<T>(restrictions: Restrictions, work: () => Promise<T>): Promise<T>;
}

/** Determines which restrictions apply to the running code. */
export function createRestrictedRequest(strapi: Strapi): RestrictedRequests {
  const schema = schemaOf(strapi);
  const readAll = createReadContent(strapi, schema);
  const readContent = () => unrestricted(readAll);

  async function make(restrictions: Restrictions, ctx: RequestContext | null): Promise<RestrictedRequest> {
    const deny: RestrictedRequest['deny'] = ({ restriction, path }) => {
      const error = new RestrictedError({ restriction, ...(path !== undefined && { path }) });
      // Strapi's router sends its own message for a 403, and the status of a GraphQL response does not tell.
      if (ctx !== null) {
        noteError(ctx, error);
        noteScopeDenial(ctx.state.auth, error);
      }
      throw asHostError(error);
    };
    const allowed: RestrictedRequest['allowed'] = (decided) => ('denial' in decided && decided.denial !== undefined ? deny(decided.denial as RestrictionDenial) : decided as any);
    const content = await readContent();
    const unfit = await unfitTypes(strapi, restrictions);
    const rows = new Map<string, Where | null>();
    const rowsOf = (uid: string): Where | null => {
      if (restrictions.types?.[uid]?.where === undefined) return null;
      if (!rows.has(uid)) {
        allowed(reachOf(uid, restrictions, content));
        if (unfit.has(uid)) deny({ restriction: 'row' });
        rows.set(uid, conditionsOf(strapi, uid, restrictions.types[uid].where));
      }
      return rows.get(uid)!;
    };
    const reach = createReach(restrictions, schema, rowsOf);
    const readable = new Map(Object.entries(restrictions.types ?? {}).flatMap(([uid, { read }]) => (read === undefined ? [] : [[uid, new Set(['id', 'documentId', ...read])] as const])));
    const isReadable: IsReadable = (uid, name) => readable.get(uid)?.has(name) ?? true;
    const narrowQuery = createNarrowQuery(reach, isReadable, schema, (restriction, path) => deny({ restriction, path: path.replace(/^\./, '') }));
    return { deny, allowed, isReadable, limitsFields: readable.size > 0, populate: ctx?.query.populate, ...partsOf(restrictions), restrictions, content, reach, narrowQuery };
  }

  return {
    schema,
    readContent,
    current() {
      const running = own.getStore();
      if (running === true) return null;
      if (typeof running === 'object') return Promise.resolve(running);
      const ctx = strapi.requestContext?.get();
      const credential = PresentedToken.credentialOf(ctx?.state.auth?.credentials);
      const restrictions = credential?.kind === 'content-api' ? credential.restrictions ?? null : null;
      if (ctx === undefined || restrictions === null) return null;
      const kept = ctx.state[REQUEST];
      if (kept?.restrictions === restrictions) return kept.request;
      const request = make(restrictions, ctx as RequestContext);
      ctx.state[REQUEST] = { restrictions, request };
      return request;
    },
    asRestricted: async (restrictions, work) => own.run(await make(restrictions, null), work),
  };
}

const unfitKnown = new WeakMap<Restrictions, Promise<ReadonlySet<string>>>();

/** The types with conditions whose values no longer fit their fields; determined once for the same restrictions. */
function unfitTypes(strapi: Strapi, restrictions: Restrictions): Promise<ReadonlySet<string>> {
  let types = unfitKnown.get(restrictions);
  if (types === undefined) {
    types = findUnfit(strapi, restrictions);
    unfitKnown.set(restrictions, types);
    types.catch(() => unfitKnown.delete(restrictions));
  }
  return types;
}

async function findUnfit(strapi: Strapi, { types = {} }: Restrictions): Promise<Set<string>> {
  const found = new Set<string>();
  for (const [uid, { where }] of Object.entries(types)) if (where !== undefined && !await fits(strapi, uid, where)) found.add(uid);
  return found;
}

/** Whether the values of conditions fit their fields, which only the database can tell. Rejects if the database is not available. */
export async function fits(strapi: Strapi, uid: string, filters: Filters): Promise<boolean> {
  try {
    await unrestricted(() => strapi.db.query(uid).findOne({ where: conditionsOf(strapi, uid, filters), select: ['id'] }));
    return true;
  } catch (error) {
    const failure = failureOf(error);
    if (failure === 'conflict' || failure === 'unavailable') throw error;
    return false;
  }
}

/** Converts conditions in the filter language of REST to the form of Strapi's database layer. */
export function conditionsOf(strapi: Strapi, uid: string, filters: Filters): Where {
  return separate(strapi.get('query-params').transform(uid, { filters }).where) as Where;
}

/** Strapi's content types and current locales: the same object until these change. */
function createReadContent(strapi: Strapi, schema: Schema): () => Promise<Content> {
  let types: Content['types'] | undefined;
  let content: Content | undefined;
  return async function readContent() {
    types ??= Object.fromEntries([...Object.keys(strapi.contentTypes), ...Object.keys(strapi.components)].map((uid) =>
      [uid, { attributes: schema.declared(uid) as any, hasDrafts: schema.hasDrafts(uid), isLocalized: schema.isLocalized(uid) }]));
    const service = strapi.plugin('i18n').service('locales');
    const [found, defaultLocale] = await Promise.all([service.find(), service.getDefaultLocale()]);
    const locales: string[] = found.map(({ code }: { code: string }) => code).sort();
    if (content === undefined || content.defaultLocale !== defaultLocale || content.locales.join() !== locales.join()) {
      content = { types, locales, defaultLocale };
    }
    return content;
  };
}
