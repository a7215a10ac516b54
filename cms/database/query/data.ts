import { createId } from '@paralleldrive/cuid2';
import type { Row } from '../../../server/host';
import type { Dialect } from '../dialects/dialect';
import type { Linked, Model, ToMany } from '../schema/model';
import { refusal, requireRoom } from '../schema/values';
import { parseRelationChange, type RelationChange, toOneChange } from './relation-changes';

/** The value of one column: SQL, and the values of its placeholders. */
export interface Assignment {
  column: string;
  sql: string;
  bindings: unknown[];
}

/** The changes in `data`: columns of the record's own row, and relations that are stored elsewhere. */
export interface Changes {
  assignments: Assignment[];
  relations: Array<{ relation: ToMany | Linked; change: RelationChange }>;
}

/**
 * Reads the `data` of a write. undefined leaves its attribute unchanged. Throws a ValidationError for an attribute that does not exist or
 * cannot be set (`id`), and for an invalid value.
 */
export function parseData(dialect: Dialect, model: Model, data: Row): Changes {
  const changes: Changes = { assignments: [], relations: [] };
  for (const [name, value] of Object.entries(data)) {
    if (value === undefined) continue;
    const field = name === 'id' ? undefined : model.fields.get(name);
    if (field) {
      if (value !== null) requireRoom(field.attribute.type, value, [name]);
      const bound = value === null ? null : field.codec.encode(value, [name]);
      changes.assignments.push({ column: field.column, sql: '?', bindings: [bound] });
      continue;
    }
    const relation = model.relations.get(name);
    if (!relation) throw refusal([name], `Invalid key ${name}`);
    if (relation.kind !== 'toOne') {
      changes.relations.push({ relation, change: parseRelationChange(relation, value) });
      continue;
    }
    const change = toOneChange(relation, value);
    const { column } = relation;
    if ('key' in change) changes.assignments.push({ column, sql: '?', bindings: [change.key] });
    else if (change.unless.length > 0) {
      const key = dialect.quote(column);
      const ids = change.unless.map(() => '?').join(', ');
      const sql = `case when ${key} in (${ids}) then null else ${key} end`;
      changes.assignments.push({ column, sql, bindings: change.unless });
    }
  }
  return changes;
}

/** `data` of a new record, completed with the attributes' defaults, a document id, and the time of its creation. */
export function withDefaults(model: Model, data: Row): Row {
  const now = new Date();
  const whole: Row = {};
  for (const { name, attribute } of model.fields.values()) {
    if (attribute.default !== undefined) whole[name] = attribute.default;
  }
  Object.assign(whole, { documentId: undefined, createdAt: now, updatedAt: now, publishedAt: now });
  for (const [name, value] of Object.entries(data)) if (value !== undefined) whole[name] = value;
  whole['documentId'] ??= createId();
  return whole;
}
