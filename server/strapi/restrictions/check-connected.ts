import { ValidationError } from '../../errors';
import type { Where } from '../../host';
import { asHostError } from '../../strategies/host-error';
import { connectedRows, type ConnectedRow, type WrittenTo } from './connected-rows';
import type { RestrictedRequest, Strapi } from './restricted-request';
import type { Attribute, Schema } from './schema';

/**
 * Rejects references to rows out of reach with the error that Strapi gives for rows that do not exist, and denies references to rows whose other
 * side has room for a single row and is related to one out of reach. Must run where all rows are visible.
 * @throws {ValidationError}
 */
export async function checkConnected(strapi: Strapi, schema: Schema, { reach, deny }: RestrictedRequest, to: WrittenTo, data: unknown): Promise<void> {
  const missing = new Map<string, Set<string>>();
  const connected = connectedRows(data, to, schema);
  for (const row of connected) {
    // A row's id would reveal an unreadable draft; a document's id does not.
    const conditions = 'id' in row ? reach.of(row.uid) : reach.ofWritten(row.uid);
    if (conditions.length === 0) continue;
    const where = whereOf(row, schema);
    const [all, reached] = [await strapi.db.query(row.uid).count({ where }), await strapi.db.query(row.uid).count({ where: { $and: [where, ...conditions] } })];
    // All versions of the document must be in reach.
    if (reached > 0 && reached === all) continue;
    if ('documentId' in row) throw asHostError(new ValidationError(`Document with id "${row.documentId}", locale "${row.locale}" not found`));
    missing.set(row.uid, (missing.get(row.uid) ?? new Set()).add(String(row.id)));
  }
  for (const [uid, { size }] of missing) {
    throw asHostError(new ValidationError(`${size} relation(s) of type ${uid} associated with this entity do not exist`));
  }
  const own = reach.ofWritten(to.uid);
  if (own.length === 0) return;
  for (const row of connected) {
    const otherSide = otherSideOf(schema.declared(to.uid)[row.path]);
    if (otherSide === undefined) continue;
    const count = (related: Where) => strapi.db.query(row.uid).count({ where: { $and: [whereOf(row, schema), { [otherSide]: related }] } });
    if (await count({ id: { $notNull: true } }) > await count({ $and: own })) deny({ restriction: 'row', path: `data.${row.path}` });
  }
}

/** The other side of a relation, if that is a to-one relation; relations of components have no other side. */
function otherSideOf({ relation = '', mappedBy, inversedBy }: Partial<Attribute> = {}): string | undefined {
  return relation.startsWith('oneTo') ? mappedBy ?? inversedBy : undefined;
}

function whereOf(row: ConnectedRow, schema: Schema): Record<string, unknown> {
  if ('id' in row) return { id: row.id };
  return { documentId: row.documentId, ...(schema.isLocalized(row.uid) && { locale: row.locale }) };
}
