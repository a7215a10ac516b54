import type { Id, Query, Row, Where } from '../../server/host';
import type { Cms } from '../cms';
import type { ContentType, RelationAttribute, ScalarAttribute } from '../content-type';
import type { RelatedParams } from '../database/populate';
import { NotFoundError, ValidationError } from '../errors';
import { type CheckedData, checkData, issueOf } from './check-data';
import { invalidKey } from './invalid-input';
import { describePagination, type PaginationMeta, readPagination } from './pagination';
import type { ReadContext } from './read-context';
import { isToMany } from './readable-attributes';
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
 * The content service of one content type, which both REST and GraphQL use. Actions are authorized beforehand; this decides which related
 * records the caller sees. All methods throw a {@link ValidationError} for invalid input and a {@link NotFoundError} if there is no such
 * record.
 */
export class Documents {
  private readonly query: Query;

  constructor(private readonly cms: DocumentsCms, readonly type: ContentType) {
    this.query = cms.db.query(type.uid);
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
    const where = within({ documentId: requireDocumentId(documentId) }, await this.rows(context));
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

  /** The condition on records that the caller may change; null for all. */
  private rows({ restrictions }: ReadContext): Promise<Where> | null {
    return restrictions === null ? null : restrictions.rowsOf(this.type);
  }

  /** The part of a write that does not need the database. */
  private async prepare(mode: 'create' | 'update', data: unknown, query: DocumentQuery, context: ReadContext): Promise<Write> {
    const { restrictions } = context;
    const shape = restrictions === null ? query : (await restrictions.narrowWrite({ action: mode, query: { ...query }, data }, this.type, context)).query;
    const plan = await planRead(shape, this.type, context);
    return { plan, checked: await this.check(data, mode, context), rows: await this.rows(context) };
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

  /** The rest of the validation, and the data with ids for relations. */
  private async resolve({ values, relations, issues }: CheckedData, context: ReadContext, documentId?: string): Promise<Row> {
    const all = [...issues, ...await this.findTaken(values, documentId)];
    if (all.length > 0) throw ValidationError.of(all);
    const data = { ...values };
    for (const { name, attribute, input } of relations) data[name] = await this.resolveRelation(name, attribute, input, context, documentId);
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

  private async resolveRelation(name: string, attribute: RelationAttribute, input: RelationInput, context: ReadContext, documentId?: string): Promise<Row> {
    const { target } = attribute;
    const rows = await (context.restrictions?.rowsOf(context.types[target]!) ?? null);
    const idsOf = (references: Reference[]) => this.resolveReferences(target, references, rows);
    const connect = await idsOf('set' in input ? input.set : input.connect);
    if (connect.length > 0) await this.keepHidden(name, attribute, connect, rows, context, documentId);
    if (!('set' in input)) return { connect, disconnect: await idsOf(input.disconnect) };
    if (rows === null || documentId === undefined) return { set: connect };
    // Related records out of reach stay.
    const related = await this.relatedTo(documentId, name, rows);
    return { connect, disconnect: related.filter((id) => !connect.includes(id)) };
  }

  /**
   * Denies a change that would take a relation away from a record out of reach: the current one of a to-one relation, or the owner of a record in
   * `connect`.
   */
  private async keepHidden(
    name: string, attribute: RelationAttribute, connect: Id[], rows: Where | null, context: ReadContext, documentId: string | undefined,
  ): Promise<void> {
    const deny = () => {
      throw context.restrictions!.deny({ restriction: 'row', path: `data.${name}` });
    };
    if (rows !== null && documentId !== undefined && !isToMany(attribute)) {
      const [all, reached] = [await this.relatedTo(documentId, name), await this.relatedTo(documentId, name, rows)];
      if (all.length > reached.length) deny();
    }
    const owners = attribute.relation === 'oneToMany' ? await this.rows(context) : null;
    if (owners === null) return;
    const target = this.cms.db.query(attribute.target);
    const owned = (where: Where) => target.count({ where: { id: { $in: connect }, [attribute.mappedBy!]: where } });
    if (await owned({ id: { $notNull: true } }) > await owned(owners)) deny();
  }

  /** The ids of a record's related records that match `where`. */
  private async relatedTo(documentId: string, name: string, where?: Where): Promise<Id[]> {
    const present = await this.query.findOne({ where: { documentId }, select: ['id'], populate: { [name]: { select: ['id'], where } } });
    const related: Row[] = [present?.[name] ?? []].flat();
    return related.map(({ id }) => id);
  }

  private async resolveReferences(target: string, references: Reference[], reach: Where | null): Promise<Id[]> {
    if (references.length === 0) return [];
    const ids = references.flatMap((reference) => ('id' in reference ? [reference.id] : []));
    const documentIds = references.flatMap((reference) => ('documentId' in reference ? [reference.documentId] : []));
    const rows = await this.cms.db.query(target).findMany({
      select: ['id', 'documentId'],
      where: within({ $or: [{ id: { $in: ids } }, { documentId: { $in: documentIds } }] }, reach),
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

/** A write that has been checked as far as possible without the database. */
interface Write {
  plan: ReadPlan;
  checked: CheckedData;
  /** The condition that the record must match before and after the write; null if there is none. */
  rows: Where | null;
}

function within(where: Where, rows: Where | null): Where {
  return rows === null ? where : { $and: [where, rows] };
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
