import { randomUUID } from 'node:crypto';
import { NotFoundError } from '../../errors';
import { isRecord } from '../../grant/restriction-types';
import { narrowRead, narrowWrite, type Query } from '../../grant/restrictions';
import type { Where } from '../../host';
import { asHostError } from '../../strategies/host-error';
import { checkConnected } from './check-connected';
import { withoutUnreadable } from './expanded-populate';
import { keepHidden } from './keep-hidden';
import { asToken, unrestricted, type RestrictedRequest, type Strapi } from './restricted-request';
import type { Schema } from './schema';

type Ask = (params?: any) => Promise<any>;
type Action = Parameters<typeof narrowWrite>[0]['action'];

const READS = ['findMany', 'findFirst', 'findOne', 'count'];

/** The actions by the names of Strapi's methods. Cloning creates a record. */
const WRITES: Readonly<Record<string, Action>> = {
  create: 'create', update: 'update', clone: 'create', delete: 'delete', publish: 'publish', unpublish: 'unpublish', discardDraft: 'discardDraft',
};

/**
 * Restricts the document service for the requests of restricted tokens: REST, GraphQL and a project's own controllers use it. The methods themselves
 * are replaced, since a document-service middleware would run inside earlier ones, which have to read everything.
 */
export function restrictDocuments(strapi: Strapi, schema: Schema, current: () => Promise<RestrictedRequest> | null): void {
  for (const uid of Object.keys(strapi.contentTypes)) {
    const documents = strapi.documents(uid);
    const { update } = documents as Record<string, Ask>;
    const isSingle = strapi.getModel(uid)?.kind === 'singleType';
    for (const name of READS) {
      const ask = documents[name]!;
      documents[name] = async (params = {}) => {
        const request = current();
        return request === null ? ask(params) : read(name, ask, params, uid, await request);
      };
    }
    for (const [name, action] of Object.entries(WRITES)) {
      const ask = documents[name];
      if (ask === undefined) continue;
      documents[name] = async (params = {}) => {
        const request = current();
        // A clone copies fields that may be neither read nor written.
        if (request !== null && name === 'clone' && (await request).restrictions.types !== undefined) (await request).deny({ restriction: 'field' });
        if (request !== null && name === 'create' && isSingle) return writeSingle(ask, update!, params, uid, await request);
        return request === null ? ask(params) : write(action, ask, params, uid, await request);
      };
    }
  }

  async function read(name: string, ask: Ask, { documentId, ...asked }: any, uid: string, request: RestrictedRequest): Promise<any> {
    const { allowed, versions, content } = request;
    const { status, publicationState, publicationFilter, hasPublishedVersion, locale } = asked;
    const { query: version } = allowed(narrowRead({ status, publicationState, publicationFilter, hasPublishedVersion, locale }, uid, versions, content));
    const query = { ...shapeOf(asked, uid, request), status: version['status'] ?? status, locale: version['locale'] ?? locale };
    // Strapi only accepts several locales if it returns several records.
    if (name === 'findOne' || name === 'findFirst') query.locale = locale;
    return ask({ ...query, ...(documentId !== undefined && { documentId }) });
  }

  /** Narrows a query to the fields that may be read. */
  function shapeOf(asked: Query, uid: string, { allowed, fields, content, populate, limitsFields, isReadable }: RestrictedRequest): Query {
    if (!limitsFields) return asked;
    const expanded = withoutUnreadable(asked['populate'], populate, uid, schema, isReadable);
    const { query } = allowed(narrowRead({ ...asked, populate: expanded }, uid, fields, content));
    // Copies, since Strapi modifies them.
    return { ...query, fields: structuredClone(query['fields']), populate: structuredClone(query['populate']) };
  }

  async function write(action: Action, ask: Ask, { documentId, data, ...asked }: any, uid: string, request: RestrictedRequest): Promise<any> {
    const { allowed, deny, restrictions, content, reach } = request;
    // Which rows a write skips would reveal them.
    if (asked.filters !== undefined) deny({ restriction: 'row', path: 'filters' });
    const shape = shapeOf({ fields: asked.fields, populate: asked.populate }, uid, request);
    const { query } = allowed(narrowWrite({ action, query: { status: asked.status, locale: asked.locale }, data }, uid, restrictions, content));
    const locale = query['locale'] ?? asked.locale;
    const locales = schema.isLocalized(uid) ? listOf(locale ?? content.defaultLocale) : [null];

    return unrestricted(() => strapi.db.transaction(async () => {
      const rows = documentId === undefined ? [] : await rowsOf(uid, { documentId });
      const written = schema.isLocalized(uid) ? rows.filter((row) => locales.includes(row.locale)) : rows;
      const reached = await idsOf(uid, documentId, reach.ofWritten(uid));
      // A document out of reach counts as missing. One that exists only in other locales may get a row in this one.
      const isReached = written.length > 0 ? written.every(({ id }) => reached.has(id)) : await isWithin(uid, rows, documentId, reach.rows(uid));
      // Strapi then responds as for any id that does not exist.
      const id = documentId === undefined || isReached ? documentId : randomUUID();
      const hidden = isReached ? rows.filter((row) => !reached.has(row.id)) : [];
      if (hidden.length > 0) checkShared(uid, data, deny);
      if (isRecord(data)) await checkConnected(strapi, schema, request, { uid, locale: locales[0] as string | null, defaultLocale: content.defaultLocale }, data);
      const drafts = !isReached ? [] : schema.hasDrafts(uid) ? written.filter(({ publishedAt }) => publishedAt === null) : written;
      const kept = action === 'update' && isRecord(data) ? await keepHidden(strapi, schema, request, uid, drafts, data) : data;
      const result = await ask({ ...(id !== undefined && { documentId: id }), ...(data !== undefined && { data: kept }), status: asked.status, locale });
      if (!isReached) return isRecord(result) ? { ...result, documentId } : result;
      await checkUnchanged(uid, hidden, deny);
      await checkReach(uid, result?.documentId, locales, action, request);
      return answer(result, action, uid, shape);
    }));
  }

  /** Strapi creates the record of a single type if it finds none, which is also the case if the existing one is out of the token's reach. */
  async function writeSingle(create: Ask, update: Ask, params: any, uid: string, request: RestrictedRequest): Promise<any> {
    const present = await unrestricted(() => strapi.db.query(uid).findOne({ select: ['documentId'] }));
    if (present === null) return write('create', create, params, uid, request);
    const changed = await write('update', update, { ...params, documentId: present.documentId }, uid, request);
    if (changed === null || changed === undefined) throw asHostError(new NotFoundError('Not Found'));
    return changed;
  }

  /** The rows of a document: its versions and locales. */
  function rowsOf(uid: string, where: Where): Promise<any[]> {
    return strapi.db.query(uid).findMany({ where });
  }

  async function idsOf(uid: string, documentId: unknown, conditions: Where[]): Promise<Set<unknown>> {
    if (documentId === undefined) return new Set();
    return new Set((await rowsOf(uid, { $and: [{ documentId }, ...conditions] })).map(({ id }) => id));
  }

  async function isWithin(uid: string, rows: any[], documentId: unknown, conditions: Where[]): Promise<boolean> {
    const ids = await idsOf(uid, documentId, conditions);
    return rows.every(({ id }) => ids.has(id));
  }

  /** Denies changes of fields that are shared by all locales, which Strapi writes to all rows of a document. */
  function checkShared(uid: string, data: unknown, deny: RestrictedRequest['deny']): void {
    const { attributes } = strapi.getModel(uid)!;
    for (const name of Object.keys((data ?? {}) as object)) {
      const isDeep = ['media', 'component', 'dynamiczone'].includes(attributes[name]?.type ?? '');
      if (isDeep && sharedAttributes(uid).includes(name)) deny({ restriction: 'locale', path: `data.${name}` });
    }
  }

  async function checkUnchanged(uid: string, hidden: any[], deny: RestrictedRequest['deny']): Promise<void> {
    if (hidden.length === 0) return;
    const after = new Map((await rowsOf(uid, { id: { $in: hidden.map(({ id }) => id) } })).map((row) => [row.id, row]));
    for (const before of hidden) {
      const row = after.get(before.id);
      for (const name of sharedAttributes(uid)) {
        if (JSON.stringify(row?.[name]) !== JSON.stringify(before[name])) deny({ restriction: 'locale', path: `data.${name}` });
      }
    }
  }

  /** A write must not move rows out of the token's reach. */
  async function checkReach(uid: string, documentId: unknown, locales: unknown[], action: Action, { reach, deny }: RestrictedRequest): Promise<void> {
    const conditions = reach.ofWritten(uid);
    if (conditions.length === 0 || documentId === undefined || action === 'delete' || action === 'unpublish') return;
    const where = { documentId, ...(schema.isLocalized(uid) && { locale: { $in: locales } }) };
    const [rows, reached] = [await rowsOf(uid, where), await rowsOf(uid, { $and: [where, ...conditions] })];
    const ids = new Set(reached.map(({ id }) => id));
    if (rows.some(({ id }) => !ids.has(id))) deny({ restriction: 'row', path: 'data' });
  }

  function sharedAttributes(uid: string): string[] {
    return schema.isLocalized(uid) ? strapi.plugin('i18n').service('content-types').getNonLocalizedAttributes(strapi.getModel(uid)) : [];
  }

  /** The written record, as far as the token may read it. */
  async function answer(result: any, action: Action, uid: string, shape: object): Promise<any> {
    if (result === null || result === undefined) return result;
    const isGone = action === 'delete' || action === 'unpublish';
    const show = async (row: any) => {
      const ids = { id: row.id, documentId: row.documentId };
      if (isGone) return ids;
      const query = strapi.get('query-params').transform(uid, { ...shape, ...(schema.hasDrafts(uid) && { status: row.publishedAt ? 'published' : 'draft' }) });
      return (await asToken(() => strapi.db.query(uid).findOne({ ...query, where: { id: row.id } }))) ?? ids;
    };
    if (!Array.isArray(result.entries)) return show(await completed(result, uid));
    const entries = await Promise.all(result.entries.map(async (row: any) => show(isGone ? row : await completed(row, uid))));
    return { ...result, entries };
  }

  /** The written row with the fields that identify its version, which the result may lack. */
  async function completed({ id }: any, uid: string): Promise<any> {
    return (await rowsOf(uid, { id }))[0];
  }
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}
