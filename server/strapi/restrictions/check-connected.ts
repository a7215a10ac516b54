import { ValidationError } from '../../errors';
import type { Row, Where } from '../../host';
import { asHostError } from '../../strategies/host-error';
import { connectedRows, type ConnectedRow, type WrittenTo } from './connected-rows';
import type { RestrictedRequest, Strapi } from './restricted-request';
import type { Attribute, Schema } from './schema';

/** The maximum number of records that one write refers to. */
const MOST = 1000;

/** Rows that data refers to in one place in the same way: by their document ids, in a locale, or by their row ids. */
interface Group {
  uid: string;
  path: string;
  by: 'documentId' | 'id';
  locale: string | null;
  values: string[];
}

/**
 * Rejects references to rows out of reach with the error that Strapi gives for rows that do not exist, and denies references to rows whose other
 * side has room for a single row and is related to one out of reach. Must run where all rows are visible.
 * @throws {ValidationError}
 */
export async function checkConnected(strapi: Strapi, schema: Schema, { reach, deny }: RestrictedRequest, to: WrittenTo, data: unknown): Promise<void> {
  const own = reach.ofWritten(to.uid);
  const missing = new Map<string, number>();
  for (const group of groupsOf(connectedRows(data, to, schema))) {
    const { uid, path, by, locale, values } = group;
    const where = whereOf(group, schema);
    // A row's id would reveal an unreadable draft; a document's id does not.
    const conditions = by === 'id' ? reach.of(uid) : reach.ofWritten(uid);
    if (conditions.length > 0) {
      const [all, reached] = [await countEach(uid, by, where), await countEach(uid, by, { $and: [where, ...conditions] })];
      // All versions of the document must be in reach.
      const unreached = values.filter((value) => !reached.has(value) || reached.get(value) !== all.get(value));
      if (by === 'id') missing.set(uid, (missing.get(uid) ?? 0) + unreached.length);
      else if (unreached.length > 0) throw asHostError(new ValidationError(`Document with id "${unreached[0]}", locale "${locale}" not found`));
    }
    const otherSide = otherSideOf(schema.declared(to.uid)[path]);
    if (own.length === 0 || otherSide === undefined) continue;
    const count = (related: Where) => strapi.db.query(uid).count({ where: { $and: [where, { [otherSide]: related }] } });
    if (await count({ id: { $notNull: true } }) > await count({ $and: own })) deny({ restriction: 'row', path: `data.${path}` });
  }
  for (const [uid, count] of missing) {
    if (count > 0) throw asHostError(new ValidationError(`${count} relation(s) of type ${uid} associated with this entity do not exist`));
  }

  /** How many rows there are of each value. */
  async function countEach(uid: string, by: Group['by'], where: Where): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    const rows: Row[] = await strapi.db.query(uid).findMany({ where, select: ['id', by] });
    for (const row of rows) counts.set(String(row[by]), (counts.get(String(row[by])) ?? 0) + 1);
    return counts;
  }
}

/** @throws {ValidationError} for more rows than a write may refer to */
function groupsOf(rows: readonly ConnectedRow[]): Group[] {
  const groups = new Map<string, Group & { seen: Set<string> }>();
  let count = 0;
  for (const row of rows) {
    const [by, value, locale] = 'id' in row ? ['id' as const, String(row.id), null] : ['documentId' as const, row.documentId, row.locale];
    const key = JSON.stringify([row.uid, row.path, by, locale]);
    const group = groups.get(key) ?? { uid: row.uid, path: row.path, by, locale, values: [], seen: new Set() };
    groups.set(key, group);
    if (group.seen.has(value)) continue;
    group.seen.add(value);
    group.values.push(value);
    count += 1;
    if (count > MOST) throw asHostError(new ValidationError(`A write with a restricted token may refer to at most ${MOST} records`));
  }
  return [...groups.values()];
}

/** Values that are not ids match no row. */
function whereOf({ uid, by, values, locale }: Group, schema: Schema): Where {
  if (by === 'id') return { id: { $in: values.map(Number).filter(Number.isSafeInteger) } };
  return { documentId: { $in: values }, ...(schema.isLocalized(uid) && { locale }) };
}

/** The other side of a relation, if that is a to-one relation; relations of components have no other side. */
function otherSideOf({ relation = '', mappedBy, inversedBy }: Partial<Attribute> = {}): string | undefined {
  return relation.startsWith('oneTo') ? mappedBy ?? inversedBy : undefined;
}
