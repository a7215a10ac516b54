import { ValidationError } from '../../errors';
import { asHostError } from '../../strategies/host-error';
import { connectedRows, type ConnectedRow, type WrittenTo } from './connected-rows';
import type { RestrictedRequest, Strapi } from './restricted-request';
import type { Schema } from './schema';

/**
 * Answers a row out of reach that data refers to as Strapi answers one that does not exist. To be called where all rows are seen.
 * @throws {ValidationError}
 */
export async function checkConnected(strapi: Strapi, schema: Schema, { reach }: RestrictedRequest, to: WrittenTo, data: unknown): Promise<void> {
  const missing = new Map<string, Set<string>>();
  for (const row of connectedRows(data, to, schema)) {
    // An id tells of a draft that is not to be read; a document's does not.
    const conditions = 'id' in row ? reach.of(row.uid) : reach.ofWritten(row.uid);
    if (conditions.length === 0) continue;
    const where = whereOf(row, schema);
    const [all, reached] = [await strapi.db.query(row.uid).count({ where }), await strapi.db.query(row.uid).count({ where: { $and: [where, ...conditions] } })];
    // Each version of a document.
    if (reached > 0 && reached === all) continue;
    if ('documentId' in row) throw asHostError(new ValidationError(`Document with id "${row.documentId}", locale "${row.locale}" not found`));
    missing.set(row.uid, (missing.get(row.uid) ?? new Set()).add(String(row.id)));
  }
  for (const [uid, { size }] of missing) {
    throw asHostError(new ValidationError(`${size} relation(s) of type ${uid} associated with this entity do not exist`));
  }
}

function whereOf(row: ConnectedRow, schema: Schema): Record<string, unknown> {
  if ('id' in row) return { id: row.id };
  return { documentId: row.documentId, ...(schema.isLocalized(row.uid) && { locale: row.locale }) };
}
