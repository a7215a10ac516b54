import type { Id, Query, Row, Where } from '../../server/host';
import type { Cms } from '../cms';
import type { ContentType } from '../content-type';
import type { RelatedParams } from '../database/query/populate';
import { NotFoundError } from '../errors';
import { type CheckedData, checkData } from './write/check-data';
import { invalidKey } from './invalid-input';
import { describePagination, type PaginationMeta, readPagination } from './read/pagination';
import type { ReadContext } from './read/read-context';
import { reachedRows, within } from './write/reached-rows';
import { type Document, type DocumentQuery, planRead, type ReadPlan, toDocument, toFindParams } from './read/read-plan';
import { createResolveData, type ResolveData } from './write/resolve-data';

/** A {@link DocumentQuery} for a list. */
export interface ListQuery extends DocumentQuery {
  pagination?: unknown;
}

/** A part of a list. */
export interface DocumentList {
  documents: Document[];
  pagination: PaginationMeta;
}

type DocumentsCms = Pick<Cms, 'db' | 'contentTypes'>;

/**
 * The content service of one content type, which both REST and GraphQL use. Actions are authorized beforehand; this decides which related
 * records the caller sees. All methods throw a {@link ValidationError} for invalid input and a {@link NotFoundError} if there is no such
 * record.
 */
export class Documents {
  private readonly query: Query;
  private readonly resolve: ResolveData;

  constructor(private readonly cms: DocumentsCms, readonly type: ContentType) {
    this.query = cms.db.query(type.uid);
    this.resolve = createResolveData(cms, type);
  }

  /** A page of the records that match. */
  async findMany(query: ListQuery, context: ReadContext, pageSizeByDefault?: number): Promise<DocumentList> {
    const pagination = readPagination(query.pagination, pageSizeByDefault);
    const plan = await this.plan(query, context);
    const rows = await this.query.findMany({ ...toFindParams(plan), limit: pagination.limit, offset: pagination.start });
    const total = pagination.withCount ? await this.query.count({ where: plan.where }) : undefined;
    return { documents: rows.map((row) => toDocument(row, plan, context)), pagination: describePagination(pagination, total) };
  }

  async findOne(documentId: string, query: DocumentQuery, context: ReadContext): Promise<Document> {
    const plan = await this.plan(query, context);
    const params = toFindParams(plan);
    const byId = { documentId: requireDocumentId(documentId) };
    const row = await this.query.findOne({ ...params, where: params.where ? { $and: [byId, params.where] } : byId });
    return toDocument(row ?? notFound(), plan, context);
  }

  async create(data: unknown, query: DocumentQuery, context: ReadContext): Promise<Document> {
    const write = await this.prepare('create', data, query, context);
    const row = await this.cms.db.transaction(() => this.insert(write, context));
    return toDocument(row, write.plan, context);
  }

  async update(documentId: string, data: unknown, query: DocumentQuery, context: ReadContext): Promise<Document> {
    const id = requireDocumentId(documentId);
    const write = await this.prepare('update', data, query, context);
    const where = within({ documentId: id }, write.rows);
    if (await this.query.count({ where }) === 0) notFound();
    const row = await this.cms.db.transaction(() => this.change(write, id, context));
    return toDocument(row, write.plan, context);
  }

  async delete(documentId: string, query: DocumentQuery, context: ReadContext): Promise<void> {
    await context.restrictions?.narrowWrite({ action: 'delete', query: { ...query } }, this.type, context);
    const where = within({ documentId: requireDocumentId(documentId) }, await reachedRows(this.type, context));
    if (await this.query.delete({ where, select: ['id'] }) === null) notFound();
  }

  /** The record of a single type. */
  async findSingle(query: DocumentQuery, context: ReadContext): Promise<Document> {
    const plan = await this.plan(query, context);
    const row = await this.query.findOne({ ...toFindParams(plan), orderBy: { id: 'asc' } });
    return toDocument(row ?? notFound(), plan, context);
  }

  /** Changes the record of a single type, or creates it if there is none yet. */
  async putSingle(data: unknown, query: DocumentQuery, context: ReadContext): Promise<Document> {
    const documentId = await this.singleId();
    if (documentId !== undefined) return this.update(documentId, data, query, context);
    const write = await this.prepare('create', data, query, context);
    const row = await this.cms.db.exclusively(() => this.cms.db.transaction(async () => {
      const existing = await this.singleId();
      return existing === undefined ? this.insert(write, context) : this.change(write, existing, context);
    }));
    return toDocument(row, write.plan, context);
  }

  /** Deletes the record of a single type and returns its document id. */
  async deleteSingle(query: DocumentQuery, context: ReadContext): Promise<string> {
    // Also checked if there is no record: otherwise a denial would reveal that there is one.
    await context.restrictions?.narrowWrite({ action: 'delete', query: { ...query } }, this.type, context);
    const documentId = await this.singleId() ?? notFound();
    await this.delete(documentId, query, context);
    return documentId;
  }

  /** For each of the records `ids`, the record that its relation to one points to. */
  async findRelatedOne(relation: string, ids: Id[], context: ReadContext): Promise<Map<Id, Document | null>> {
    const plan = await this.planRelation(relation, {}, context);
    const rows = await this.query.findMany({ ...toFindParams(plan), where: { id: { $in: ids } } });
    return new Map(rows.map((row) => [row['id'], toDocument(row, plan, context)[relation] as Document | null]));
  }

  /** For each of the records `ids`, a page of the records that its relation to many points to. */
  async findRelatedMany(
    relation: string, ids: Id[], query: ListQuery, context: ReadContext, pageSizeByDefault?: number,
  ): Promise<Map<Id, DocumentList>> {
    const { pagination: asked, ...conditions } = query;
    const pagination = readPagination(asked, pageSizeByDefault);
    const plan = (await this.planRelation(relation, conditions, context)).relations.get(relation)!.plan;
    // One statement for all, however many there are: each gets its page by a window over its own.
    const related: RelatedParams = { ...toFindParams(plan), part: { start: pagination.start, limit: pagination.limit } };
    const rows = await this.query.findMany({ select: ['id'], where: { id: { $in: ids } }, populate: { [relation]: related } });
    return new Map(rows.map((row) => {
      const { rows: documents, total } = row[relation] as { rows: Row[]; total: number };
      return [row['id'], {
        documents: documents.map((each) => toDocument(each, plan, context)), pagination: describePagination(pagination, total),
      }];
    }));
  }

  private planRelation(relation: string, query: DocumentQuery, context: ReadContext): Promise<ReadPlan> {
    return this.plan({ fields: ['id'], populate: { [relation]: query } }, context);
  }

  private async plan(query: DocumentQuery, context: ReadContext): Promise<ReadPlan> {
    const { restrictions } = context;
    return planRead(restrictions === null ? query : await restrictions.narrowRead({ ...query }, this.type, context), this.type, context);
  }

  /** The part of a write that does not need the database. */
  private async prepare(mode: 'create' | 'update', data: unknown, query: DocumentQuery, context: ReadContext): Promise<Write> {
    const { restrictions } = context;
    const shape = restrictions === null ? query : (await restrictions.narrowWrite({ action: mode, query: { ...query }, data }, this.type, context)).query;
    const plan = await planRead(shape, this.type, context);
    return { plan, checked: await this.check(data, mode, context), rows: await reachedRows(this.type, context) };
  }

  private async insert({ plan, checked, rows }: Write, context: ReadContext): Promise<Row> {
    const row = await this.query.create({ ...toShape(plan), data: await this.resolve(checked, context) });
    return this.requireWithin(row, rows, context);
  }

  private async change({ plan, checked, rows }: Write, documentId: string, context: ReadContext): Promise<Row> {
    const where = within({ documentId }, rows);
    const row = await this.query.update({ ...toShape(plan), where, data: await this.resolve(checked, context, documentId) });
    return this.requireWithin(row ?? notFound(), rows, context);
  }

  /** Returns a written record if the caller may still reach it; otherwise throws the denial, which rolls the transaction back. */
  private async requireWithin(row: Row, rows: Where | null, { restrictions }: ReadContext): Promise<Row> {
    if (rows !== null && await this.query.count({ where: within({ id: row['id'] }, rows) }) === 0) throw restrictions!.deny({ restriction: 'row' });
    return row;
  }

  private async singleId(): Promise<string | undefined> {
    const [row] = await this.query.findMany({ select: ['documentId'], orderBy: { id: 'asc' }, limit: 1 });
    return row?.['documentId'];
  }

  /** Validates a body as far as possible without the database. A relation can only be set to what the caller may find. */
  private async check(data: unknown, mode: 'create' | 'update', context: ReadContext): Promise<CheckedData> {
    const checked = checkData(this.type, data, mode);
    for (const { name, attribute } of checked.relations) {
      if (!await context.mayFind(attribute.target)) throw invalidKey(name, [name], { source: 'body' });
    }
    return checked;
  }
}

/** A write that has been checked as far as possible without the database. */
interface Write {
  plan: ReadPlan;
  checked: CheckedData;
  /** The condition that the record must match before and after the write; null if there is none. */
  rows: Where | null;
}

function notFound(): never {
  throw new NotFoundError();
}

/** Returns a text that may be a document id. Any other counts as one that does not exist. @throws {NotFoundError} */
function requireDocumentId(documentId: string): string {
  return /^[\w-]{1,255}$/.test(documentId) ? documentId : notFound();
}

/** The result of a write. */
function toShape(plan: ReadPlan): Pick<ReturnType<typeof toFindParams>, 'select' | 'populate'> {
  const { select, populate } = toFindParams(plan);
  return { select, populate };
}
