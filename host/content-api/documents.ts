import type { Id, Query, Row } from '../../server/host';
import type { Cms } from '../cms';
import type { ContentType, ScalarAttribute } from '../content-type';
import { NotFoundError, ValidationError } from '../errors';
import type { Caller } from './caller';
import { type CheckedData, checkData, issueOf } from './check-data';
import { invalidKey } from './invalid-input';
import { describePagination, type PaginationMeta, readPagination } from './pagination';
import { ReadContext } from './read-context';
import { type Document, type DocumentQuery, planRead, type ReadPlan, toDocument, toFindParams } from './read-plan';
import type { Reference, RelationInput } from './relation-input';

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
 * The content service of one content type: what REST and GraphQL do, they do by this. Whether the caller may call an action at all
 * has been decided before; here it is decided which related records the caller sees. All methods throw a {@link ValidationError}
 * for input that breaks a rule and a {@link NotFoundError} where there is no such record.
 */
export class Documents {
  private readonly query: Query;

  constructor(private readonly cms: DocumentsCms, readonly type: ContentType) {
    this.query = cms.db.query(type.uid);
  }

  /** A page of the records that match. */
  async findMany(query: ListQuery, caller: Caller, pageSizeByDefault?: number): Promise<DocumentList> {
    const pagination = readPagination(query.pagination, pageSizeByDefault);
    const { context, plan } = await this.plan(query, caller);
    const rows = await this.query.findMany({ ...toFindParams(plan), limit: pagination.limit, offset: pagination.start });
    const total = pagination.withCount ? await this.query.count({ where: plan.where }) : undefined;
    return { documents: rows.map((row) => toDocument(row, plan, context)), pagination: describePagination(pagination, total) };
  }

  async findOne(documentId: string, query: DocumentQuery, caller: Caller): Promise<Document> {
    const { context, plan } = await this.plan(query, caller);
    const params = toFindParams(plan);
    const byId = { documentId: requireDocumentId(documentId) };
    const row = await this.query.findOne({ ...params, where: params.where ? { $and: [byId, params.where] } : byId });
    return toDocument(row ?? notFound(), plan, context);
  }

  async create(data: unknown, query: DocumentQuery, caller: Caller): Promise<Document> {
    const { context, plan } = await this.plan(query, caller);
    const checked = await this.check(data, 'create', caller);
    const row = await this.cms.db.transaction(async () =>
      this.query.create({ ...toShape(plan), data: await this.resolve(checked) }));
    return toDocument(row, plan, context);
  }

  async update(documentId: string, data: unknown, query: DocumentQuery, caller: Caller): Promise<Document> {
    const where = { documentId: requireDocumentId(documentId) };
    const { context, plan } = await this.plan(query, caller);
    const checked = await this.check(data, 'update', caller);
    if (await this.query.count({ where }) === 0) notFound();
    const row = await this.cms.db.transaction(async () =>
      this.query.update({ ...toShape(plan), where, data: await this.resolve(checked, documentId) }));
    return toDocument(row ?? notFound(), plan, context);
  }

  async delete(documentId: string): Promise<void> {
    if (await this.query.delete({ where: { documentId: requireDocumentId(documentId) }, select: ['id'] }) === null) notFound();
  }

  /** The record of a single type. */
  async findSingle(query: DocumentQuery, caller: Caller): Promise<Document> {
    return this.findOne(await this.singleId() ?? notFound(), query, caller);
  }

  /** Changes the record of a single type, or makes it where there is none yet. */
  async putSingle(data: unknown, query: DocumentQuery, caller: Caller): Promise<Document> {
    const documentId = await this.singleId();
    if (documentId !== undefined) return this.update(documentId, data, query, caller);
    const { context, plan } = await this.plan(query, caller);
    const checked = await this.check(data, 'create', caller);
    const row = await this.cms.db.exclusively(() => this.cms.db.transaction(async () => {
      const existing = await this.singleId();
      if (existing === undefined) return this.query.create({ ...toShape(plan), data: await this.resolve(checked) });
      const values = await this.resolve(checked, existing);
      return this.query.update({ ...toShape(plan), where: { documentId: existing }, data: values });
    }));
    return toDocument(row ?? notFound(), plan, context);
  }

  async deleteSingle(): Promise<void> {
    await this.delete(await this.singleId() ?? notFound());
  }

  /** The records that a relation of the records `ids` points to, by those ids. Pages are cut by the caller. */
  async findRelated(relation: string, ids: Id[], query: DocumentQuery, caller: Caller): Promise<Map<Id, Document | Document[] | null>> {
    const { context, plan } = await this.plan({ fields: ['id'], populate: { [relation]: query } }, caller);
    const rows = await this.query.findMany({ ...toFindParams(plan), where: { id: { $in: ids } } });
    return new Map(rows.map((row) => [row['id'], toDocument(row, plan, context)[relation] as Document | Document[] | null]));
  }

  private async plan(query: DocumentQuery, caller: Caller): Promise<{ context: ReadContext; plan: ReadPlan }> {
    const context = new ReadContext(this.cms.contentTypes, (uid) => caller.mayFind(uid));
    return { context, plan: await planRead(query, this.type, context) };
  }

  private async singleId(): Promise<string | undefined> {
    const [row] = await this.query.findMany({ select: ['documentId'], orderBy: { id: 'asc' }, limit: 1 });
    return row?.['documentId'];
  }

  /** Checks a body as far as that goes without the database. A relation may be set only to what the caller may find. */
  private async check(data: unknown, mode: 'create' | 'update', caller: Caller): Promise<CheckedData> {
    const checked = checkData(this.type, data, mode);
    for (const { name, attribute } of checked.relations) {
      if (!await caller.mayFind(attribute.target)) throw invalidKey(name, [name], { source: 'body' });
    }
    return checked;
  }

  /** The rest of the checks, and the data with ids for relations. */
  private async resolve({ values, relations, issues }: CheckedData, documentId?: string): Promise<Row> {
    const all = [...issues, ...await this.findTaken(values, documentId)];
    if (all.length > 0) throw ValidationError.of(all);
    const data = { ...values };
    for (const { name, attribute, input } of relations) data[name] = await this.resolveRelation(attribute.target, input);
    return data;
  }

  private async findTaken(values: Row, documentId: string | undefined): Promise<CheckedData['issues']> {
    const issues: CheckedData['issues'] = [];
    for (const [name, value] of Object.entries(values)) {
      const attribute = this.type.attributes[name] as ScalarAttribute;
      if (!attribute.unique || value === null || value === undefined) continue;
      const others = documentId === undefined ? {} : { documentId: { $ne: documentId } };
      const taken = await this.query.count({ where: { [name]: value, ...others } });
      if (taken > 0) issues.push(issueOf(name, 'This attribute must be unique', value, attribute));
    }
    return issues;
  }

  private async resolveRelation(target: string, input: RelationInput): Promise<Row> {
    if ('set' in input) return { set: await this.resolveReferences(target, input.set) };
    return {
      connect: await this.resolveReferences(target, input.connect),
      disconnect: await this.resolveReferences(target, input.disconnect),
    };
  }

  private async resolveReferences(target: string, references: Reference[]): Promise<Id[]> {
    if (references.length === 0) return [];
    const ids = references.flatMap((reference) => ('id' in reference ? [reference.id] : []));
    const documentIds = references.flatMap((reference) => ('documentId' in reference ? [reference.documentId] : []));
    const rows = await this.cms.db.query(target).findMany({
      select: ['id', 'documentId'],
      where: { $or: [{ id: { $in: ids } }, { documentId: { $in: documentIds } }] },
    });
    const byDocumentId = new Map(rows.map((row) => [row['documentId'] as string, row['id'] as number]));
    const known = new Set(rows.map((row) => row['id'] as number));
    const found = references.map((reference) => ('id' in reference ? reference.id : byDocumentId.get(reference.documentId)))
      .filter((id): id is number => id !== undefined && known.has(id));
    const missing = references.length - found.length;
    if (missing > 0) throw new ValidationError(`${missing} relation(s) of type ${target} associated with this entity do not exist`);
    return found;
  }
}

function notFound(): never {
  throw new NotFoundError();
}

/** A text that may be a document id; any other is one that does not exist. */
function requireDocumentId(documentId: string): string {
  return /^[\w-]{1,255}$/.test(documentId) ? documentId : notFound();
}

/** What a write answers with. */
function toShape(plan: ReadPlan): Pick<ReturnType<typeof toFindParams>, 'select' | 'populate'> {
  const { select, populate } = toFindParams(plan);
  return { select, populate };
}
