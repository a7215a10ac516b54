import type { Id, Query, Row } from '../../server/host';
import type { Cms } from '../cms';
import type { ContentType, ScalarAttribute } from '../content-type';
import type { RelatedParams } from '../database/populate';
import { NotFoundError, ValidationError } from '../errors';
import { type CheckedData, checkData, issueOf } from './check-data';
import { invalidKey } from './invalid-input';
import { describePagination, type PaginationMeta, readPagination } from './pagination';
import type { ReadContext } from './read-context';
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
  async findMany(query: ListQuery, context: ReadContext, pageSizeByDefault?: number): Promise<DocumentList> {
    const pagination = readPagination(query.pagination, pageSizeByDefault);
    const plan = await planRead(query, this.type, context);
    const rows = await this.query.findMany({ ...toFindParams(plan), limit: pagination.limit, offset: pagination.start });
    const total = pagination.withCount ? await this.query.count({ where: plan.where }) : undefined;
    return { documents: rows.map((row) => toDocument(row, plan, context)), pagination: describePagination(pagination, total) };
  }

  async findOne(documentId: string, query: DocumentQuery, context: ReadContext): Promise<Document> {
    const plan = await planRead(query, this.type, context);
    const params = toFindParams(plan);
    const byId = { documentId: requireDocumentId(documentId) };
    const row = await this.query.findOne({ ...params, where: params.where ? { $and: [byId, params.where] } : byId });
    return toDocument(row ?? notFound(), plan, context);
  }

  async create(data: unknown, query: DocumentQuery, context: ReadContext): Promise<Document> {
    const plan = await planRead(query, this.type, context);
    const checked = await this.check(data, 'create', context);
    const row = await this.cms.db.transaction(async () =>
      this.query.create({ ...toShape(plan), data: await this.resolve(checked) }));
    return toDocument(row, plan, context);
  }

  async update(documentId: string, data: unknown, query: DocumentQuery, context: ReadContext): Promise<Document> {
    const where = { documentId: requireDocumentId(documentId) };
    const plan = await planRead(query, this.type, context);
    const checked = await this.check(data, 'update', context);
    if (await this.query.count({ where }) === 0) notFound();
    const row = await this.cms.db.transaction(async () =>
      this.query.update({ ...toShape(plan), where, data: await this.resolve(checked, documentId) }));
    return toDocument(row ?? notFound(), plan, context);
  }

  async delete(documentId: string): Promise<void> {
    if (await this.query.delete({ where: { documentId: requireDocumentId(documentId) }, select: ['id'] }) === null) notFound();
  }

  /** The record of a single type. */
  async findSingle(query: DocumentQuery, context: ReadContext): Promise<Document> {
    const plan = await planRead(query, this.type, context);
    const row = await this.query.findOne({ ...toFindParams(plan), orderBy: { id: 'asc' } });
    return toDocument(row ?? notFound(), plan, context);
  }

  /** Changes the record of a single type, or makes it where there is none yet. */
  async putSingle(data: unknown, query: DocumentQuery, context: ReadContext): Promise<Document> {
    const documentId = await this.singleId();
    if (documentId !== undefined) return this.update(documentId, data, query, context);
    const plan = await planRead(query, this.type, context);
    const checked = await this.check(data, 'create', context);
    const row = await this.cms.db.exclusively(() => this.cms.db.transaction(async () => {
      const existing = await this.singleId();
      if (existing === undefined) return this.query.create({ ...toShape(plan), data: await this.resolve(checked) });
      const values = await this.resolve(checked, existing);
      return this.query.update({ ...toShape(plan), where: { documentId: existing }, data: values });
    }));
    return toDocument(row ?? notFound(), plan, context);
  }

  /** Deletes the record of a single type and answers its document id. */
  async deleteSingle(): Promise<string> {
    const documentId = await this.singleId() ?? notFound();
    await this.delete(documentId);
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
    return planRead({ fields: ['id'], populate: { [relation]: query } }, this.type, context);
  }

  private async singleId(): Promise<string | undefined> {
    const [row] = await this.query.findMany({ select: ['documentId'], orderBy: { id: 'asc' }, limit: 1 });
    return row?.['documentId'];
  }

  /** Checks a body as far as that goes without the database. A relation can be set only to what the caller may find. */
  private async check(data: unknown, mode: 'create' | 'update', context: ReadContext): Promise<CheckedData> {
    const checked = checkData(this.type, data, mode);
    for (const { name, attribute } of checked.relations) {
      if (!await context.mayFind(attribute.target)) throw invalidKey(name, [name], { source: 'body' });
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
