import type { TokenKind } from '../token/token-record';
import { ValidationError } from '../errors';
import type { Id } from '../host';
import type { Page } from '../input/list-query';
import type { TokenRecord } from '../token/token-record';
import { idOf, KEYS, type StoreDatabase, table, TOKENS } from './database';
import { ofKind, type TokenCondition, type TokenRows } from './token-rows';

/** Up to how many tokens names are ordered as people do; beyond that the database orders them by its own rules. */
const MAX_NATURAL = 10_000;

/** How many tokens a text that not every database can search for may be found in: as many values go into one statement on all of them. */
const MAX_FOUND = 10_000;

const COLUMNS: Record<string, string> = { name: 't.name', type: 't.type', createdAt: 't.issued_at', lastUsedAt: 'k.last_used_at', expiresAt: 't.expires_at' };
/** Where a time that is missing belongs: a token without end lasts longest, one that was never used was used least recently. */
const MISSING_IS_LAST: Record<string, boolean> = { expiresAt: true, lastUsedAt: false };

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** A page of the tokens of a kind (of one owner, where that is given), and how many there are in all. */
export interface FoundPage {
  tokens: TokenRecord[];
  total: number;
}

/**
 * The tokens of a page, in an order that is the same on all databases: names without regard to case, their numbers by value,
 * and missing times at their proper end.
 * @throws {ValidationError} where the whole list was asked for and is longer than such a page may be, or a search finds too many to name
 */
export async function findPage(
  db: StoreDatabase, rows: TokenRows, kind: TokenKind, ownerId: Id | null, { sort, page, pageSize, search, whole }: Page,
): Promise<FoundPage> {
  const knex = db.connection;
  const [[attribute, direction]] = Object.entries(sort) as [[string, 'asc' | 'desc']];
  const offset = (page - 1) * pageSize;
  const matching = await conditionFor();
  const statement = () => table(db, knex, `${TOKENS} as t`).where(matching as any);

  async function conditionFor(): Promise<TokenCondition> {
    const ofThisKind: TokenCondition = (query) => {
      void query.where(ofKind(kind));
      if (ownerId !== null) void query.where('t.admin_user_owner_id', ownerId);
    };
    if (search === '') return ofThisKind;
    const wanted = search.toLowerCase();
    // Not every database knows other letters' lower case.
    if (/^[ -~]*$/.test(wanted)) {
      const pattern = `%${wanted.replace(/[!%_[]/g, '!$&')}%`;
      const has = (column: string) => knex.raw('lower(??) like ? escape \'!\'', [column, pattern]);
      return (query) => void query.where(ofThisKind as any).where((either) => void either.where(has('t.name')).orWhere(has('t.description')));
    }
    const texts: any[] = await table(db, knex, `${TOKENS} as t`).where(ofThisKind as any).select({ id: 't.id', name: 't.name', description: 't.description' });
    const ids = texts.filter(({ name, description }) => `${name}\n${description ?? ''}`.toLowerCase().includes(wanted)).map(({ id }) => id as Id);
    if (ids.length > MAX_FOUND) throw new ValidationError(`More than ${MAX_FOUND} tokens match. Search for more of the name`);
    return (query) => void query.whereIn('t.id', ids);
  }

  async function idsByName(): Promise<Id[]> {
    const names: Array<{ id: unknown; name: string }> = await statement().select({ id: 't.id', name: 't.name' });
    names.sort((one, other) => byName.compare(one.name, other.name) || (one.name < other.name ? -1 : 1));
    if (direction === 'desc') names.reverse();
    return names.slice(offset, offset + pageSize).map(({ id }) => idOf(id));
  }

  async function idsByColumn(): Promise<Id[]> {
    const query = statement();
    if (attribute === 'lastUsedAt') void query.leftJoin(`${KEYS} as k`, 'k.token_id', 't.id');
    const column = COLUMNS[attribute]!;
    const missingIsLast = MISSING_IS_LAST[attribute];
    if (missingIsLast !== undefined) void query.orderByRaw(`case when ?? is null then 1 else 0 end ${missingIsLast === (direction === 'asc') ? 'asc' : 'desc'}`, [column]);
    const found: Array<{ id: unknown }> = await query.orderBy(column, direction).orderBy('t.id').limit(pageSize).offset(offset).select({ id: 't.id' });
    return found.map(({ id }) => idOf(id));
  }

  const [{ total: counted }] = await statement().count({ total: 't.id' }) as [{ total: number | string }];
  const total = Number(counted);
  if (whole && total > pageSize) {
    throw new ValidationError(`There are more than ${pageSize} tokens. Ask for a page of them, with page and pageSize`);
  }
  const ids = attribute === 'name' && !whole && total <= MAX_NATURAL ? await idsByName() : await idsByColumn();
  const place = new Map(ids.map((id, index) => [id, index]));
  const tokens = await rows.byIds(ids);
  // The whole list, which programs read, is in plain order by name, whatever the collation of the database.
  tokens.sort(whole ? (one, other) => (one.name < other.name ? -1 : 1) : (one, other) => place.get(one.id)! - place.get(other.id)!);
  return { tokens, total };
}
