import { TOKEN } from '../content-types';
import type { FindParams, Host, Row, Where } from '../host';
import type { Page } from '../input/list-query';
import { readTokens } from './read-tokens';

/** Up to how many tokens names are ordered as people do; beyond that the database orders them by its own rules. */
const MAX_NATURAL = 10_000;
/** Where a date that is missing belongs: a token without end lasts longest, one that was never used was used least recently. */
const MISSING_IS_LAST: Record<string, boolean> = { expiresAt: true, lastUsedAt: false };

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/**
 * The tokens of a page, in an order that is the same on all databases: names without regard to case, their numbers by value,
 * and missing dates at their proper end.
 */
export async function findPage(
  host: Pick<Host, 'db'>, params: FindParams & { where: Where }, { sort, page, pageSize, whole }: Page, total: number,
): Promise<Row[]> {
  const tokens = host.db.query(TOKEN);
  const [[attribute, direction]] = Object.entries(sort) as [[string, 'asc' | 'desc']];
  const offset = (page - 1) * pageSize;

  if (attribute === 'name' && !whole && total <= MAX_NATURAL) {
    const names = await tokens.findMany({ select: ['id', 'name'], where: params.where });
    names.sort((one, other) => byName.compare(one.name, other.name) || (one.name < other.name ? -1 : 1));
    if (direction === 'desc') names.reverse();
    const ids = names.slice(offset, offset + pageSize).map(({ id }) => id);
    if (ids.length === 0) return [];
    const rows = await readTokens(host.db, { ...params, where: { id: { $in: ids } } });
    return rows.sort((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id));
  }

  const missingIsLast = MISSING_IS_LAST[attribute];
  if (missingIsLast === undefined) {
    const rows = await readTokens(host.db, { ...params, orderBy: [{ [attribute]: direction }, { id: 'asc' }], limit: pageSize, offset });
    // The whole list, which programs read, is in plain order by name, whatever the collation of the database.
    return whole ? rows.sort((one, other) => (one.name < other.name ? -1 : 1)) : rows;
  }

  const withDate = { $and: [params.where, { [attribute]: { $notNull: true } }] };
  const without = { $and: [params.where, { [attribute]: { $null: true } }] };
  const dated = { where: withDate, count: await tokens.count({ where: withDate }) };
  const parts = missingIsLast === (direction === 'asc') ? [dated, { where: without }] : [{ where: without, count: total - dated.count }, dated];
  const rows: Row[] = [];
  let skip = offset;
  for (const { where, count } of parts as Array<{ where: Where; count?: number }>) {
    const limit = pageSize - rows.length;
    if (limit > 0 && (count === undefined || skip < count)) {
      rows.push(...await readTokens(host.db, { ...params, where, orderBy: [{ [attribute]: direction }, { id: 'asc' }], limit, offset: skip }));
    }
    skip = Math.max(0, skip - (count ?? 0));
  }
  return rows;
}
