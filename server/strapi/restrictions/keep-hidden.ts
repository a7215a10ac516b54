import type { Row, Where } from '../../host';
import type { RestrictedRequest, Strapi } from './restricted-request';
import type { Attribute, Schema } from './schema';

const FILE = 'plugin::upload.file';

/**
 * Adds to an update's data the related rows out of reach, so that setting a relation leaves these links as they are. Setting a to-one relation with
 * such a link, or one in a component, which Strapi rewrites, is denied. Must run where all rows are visible.
 */
export async function keepHidden(strapi: Strapi, schema: Schema, request: RestrictedRequest, uid: string, rows: Row[], data: any): Promise<any> {
  const { reach, deny } = request;
  const kept = { ...data };
  for (const [name, attribute] of Object.entries(schema.declared(uid))) {
    const value = kept[name];
    if (value === undefined) continue;
    const path = `data.${name}`;
    if (leadsOut(attribute, new Set())) deny({ restriction: 'row', path });
    const target = attribute.type === 'media' ? FILE : attribute.target;
    const conditions = target === undefined || attribute.type === 'component' ? [] : reach.ofWritten(target);
    if (conditions.length === 0) continue;
    const set = toSet(value, isSingle(attribute));
    if (set === null) continue;
    const hidden = await hiddenIds(name, target!, conditions);
    if (hidden.length === 0) continue;
    if (isSingle(attribute)) {
      if (set.length > 0) deny({ restriction: 'row', path });
      delete kept[name];
      continue;
    }
    const all = [...set, ...hidden.map((id) => ({ id }))];
    kept[name] = attribute.type === 'media' ? all : { set: all };
  }
  return kept;

  /** Whether a component has relations to types with rows out of reach. */
  function leadsOut({ type, component, components = component === undefined ? [] : [component] }: Attribute, seen: Set<string>): boolean {
    if (type !== 'component' && type !== 'dynamiczone') return false;
    return components.filter((each) => !seen.has(each)).some((each) => Object.values(schema.declared(each)).some((attribute) => {
      const target = attribute.type === 'media' ? FILE : attribute.target;
      return (target !== undefined && reach.ofWritten(target).length > 0) || leadsOut(attribute, seen.add(each));
    }));
  }

  async function hiddenIds(name: string, target: string, conditions: Where[]): Promise<unknown[]> {
    const found = await strapi.db.query(uid).findMany({ where: { id: { $in: rows.map(({ id }) => id) } }, select: ['id'], populate: { [name]: { select: ['id'] } } });
    const ids = found.flatMap((row) => row[name] ?? []).map(({ id }: Row) => id);
    if (ids.length === 0) return [];
    const reached = await strapi.db.query(target).findMany({ where: { $and: [{ id: { $in: ids } }, ...conditions] }, select: ['id'] });
    const reachable = new Set(reached.map(({ id }) => id));
    return [...new Set(ids)].filter((id) => !reachable.has(id));
  }
}

/** What a value sets; null if it only connects and disconnects. In a to-one relation, connecting sets. */
function toSet(value: any, isSingleRow: boolean): unknown[] | null {
  if (value === null) return [];
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || 'id' in value || 'documentId' in value) return [value];
  if ('set' in value) return value.set === null ? [] : [value.set].flat();
  const connected = isSingleRow ? [value.connect ?? []].flat() : [];
  return connected.length > 0 ? connected : null;
}

function isSingle({ type, relation = '', multiple }: Attribute): boolean {
  return type === 'media' ? multiple !== true : relation.endsWith('ToOne') || relation === 'morphOne';
}
