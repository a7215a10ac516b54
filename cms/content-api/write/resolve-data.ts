import type { Id, Row, Where } from '../../../server/host';
import type { Cms } from '../../cms';
import type { ContentType, RelationAttribute, ScalarAttribute } from '../../content-type';
import { ValidationError } from '../../errors';
import type { ReadContext } from '../read/read-context';
import { isToMany } from '../read/readable-attributes';
import { type CheckedData, issueOf } from './check-data';
import { reachedRows, within } from './reached-rows';
import type { Reference, RelationInput } from './relation-input';

/**
 * The part of the validation of a body that needs the database; returns the data with ids for relations. `documentId` is that of the record
 * to change; none for a new one.
 * @throws {ValidationError} if a value is taken, or a related record does not exist
 */
export type ResolveData = (checked: CheckedData, context: ReadContext, documentId?: string) => Promise<Row>;

/** See {@link ResolveData}. */
export function createResolveData({ db }: Pick<Cms, 'db'>, type: ContentType): ResolveData {
  const records = db.query(type.uid);

  async function resolve({ values, relations, issues }: CheckedData, context: ReadContext, documentId?: string): Promise<Row> {
    const all = [...issues, ...await findTaken(values, documentId)];
    if (all.length > 0) throw ValidationError.of(all);
    const data = { ...values };
    for (const { name, attribute, input } of relations) data[name] = await resolveRelation(name, attribute, input, context, documentId);
    return data;
  }

  async function findTaken(values: Row, documentId: string | undefined): Promise<CheckedData['issues']> {
    const issues: CheckedData['issues'] = [];
    for (const [name, value] of Object.entries(values)) {
      const attribute = type.attributes[name] as ScalarAttribute;
      if (!attribute.unique || value === null || value === undefined) continue;
      const others = documentId === undefined ? {} : { documentId: { $ne: documentId } };
      const taken = await records.count({ where: { [name]: value, ...others } });
      if (taken > 0) issues.push(issueOf(name, 'This attribute must be unique', value, attribute));
    }
    return issues;
  }

  async function resolveRelation(name: string, attribute: RelationAttribute, input: RelationInput, context: ReadContext, documentId?: string): Promise<Row> {
    const { target } = attribute;
    const rows = await (context.restrictions?.rowsOf(context.types[target]!) ?? null);
    const idsOf = (references: Reference[]) => resolveReferences(target, references, rows);
    const connect = await idsOf('set' in input ? input.set : input.connect);
    if (connect.length > 0) await keepHidden(name, attribute, connect, rows, context, documentId);
    if (!('set' in input)) return { connect, disconnect: await idsOf(input.disconnect) };
    if (rows === null || documentId === undefined) return { set: connect };
    // Related records out of reach stay.
    const related = await relatedTo(documentId, name, rows);
    return { connect, disconnect: related.filter((id) => !connect.includes(id)) };
  }

  /**
   * Denies a change that would take a relation away from a record out of reach: the current one of a to-one relation, or the owner of a record in
   * `connect`.
   */
  async function keepHidden(
    name: string, attribute: RelationAttribute, connect: Id[], rows: Where | null, context: ReadContext, documentId: string | undefined,
  ): Promise<void> {
    const deny = () => {
      throw context.restrictions!.deny({ restriction: 'row', path: `data.${name}` });
    };
    if (rows !== null && documentId !== undefined && !isToMany(attribute)) {
      const [all, reached] = [await relatedTo(documentId, name), await relatedTo(documentId, name, rows)];
      if (all.length > reached.length) deny();
    }
    const owners = attribute.relation === 'oneToMany' ? await reachedRows(type, context) : null;
    if (owners === null) return;
    const target = db.query(attribute.target);
    const owned = (where: Where) => target.count({ where: { id: { $in: connect }, [attribute.mappedBy!]: where } });
    if (await owned({ id: { $notNull: true } }) > await owned(owners)) deny();
  }

  /** The ids of a record's related records that match `where`. */
  async function relatedTo(documentId: string, name: string, where?: Where): Promise<Id[]> {
    const present = await records.findOne({ where: { documentId }, select: ['id'], populate: { [name]: { select: ['id'], where } } });
    const related: Row[] = [present?.[name] ?? []].flat();
    return related.map(({ id }) => id);
  }

  async function resolveReferences(target: string, references: Reference[], reach: Where | null): Promise<Id[]> {
    if (references.length === 0) return [];
    const ids = references.flatMap((reference) => ('id' in reference ? [reference.id] : []));
    const documentIds = references.flatMap((reference) => ('documentId' in reference ? [reference.documentId] : []));
    const rows = await db.query(target).findMany({
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

  return resolve;
}
