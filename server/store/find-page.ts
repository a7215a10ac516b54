import type { TokenKind } from '../token/token-record';
import { ValidationError } from '../errors';
import type { Id } from '../host';
import type { Page } from '../input/list-query';
import type { TokenRecord } from '../token/token-record';
import { idOf, KEYS, type StoreDatabase, table, TOKENS } from './database';
import { ofKind, type TokenCondition, type TokenRows } from './token-rows';

/** The number of tokens up to which names are sorted as people expect; beyond that the database sorts them by its own rules. */
const MAX_NATURAL = 10_000;

/** The maximum number of matches if the plugin searches itself: every database accepts that many values in one statement. */
const MAX_FOUND = 10_000;

const COLUMNS: Record<string, string> = { name: 't.name', type: 't.type', createdAt: 't.issued_at', lastUsedAt: 'k.used', expiresAt: 't.expires_at' };
/** The position of a missing time: a token that never expires sorts after all others, one that was never used before them. */
const MISSING_IS_LAST: Record<string, boolean> = { expiresAt: true, lastUsedAt: false };

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** A page of the tokens of a kind, and their total number. */
export interface FoundPage {
  tokens: TokenRecord[];
  total: number;
}

/**
 * The tokens of a page, optionally of one owner and with one of these ids (`among`), in an order that is the same on all databases: names
 * case-insensitively, numbers in them by value, and missing times at their proper end.
 * @throws {ValidationError} if the whole list was requested and is too long, or a search has too many matches for one statement
 */
export async function findPage(
  db: StoreDatabase, rows: TokenRows, kind: TokenKind, ownerId: Id | null,
  { sort, page, pageSize, search, type, managedBy, unusedFor, whole }: Page, among: readonly Id[] | null,
): Promise<FoundPage> {
  const knex = db.connection;
  const [[attribute, direction]] = Object.entries(sort) as [[string, 'asc' | 'desc']];
  const offset = (page - 1) * pageSize;
  const matching = await conditionFor();
  const statement = () => {
    const query = table(db, knex, `${TOKENS} as t`).where(matching);
    // Uses of the previous key count as well.
    return attribute !== 'lastUsedAt' ? query : query.leftJoin(
      table(db, knex, KEYS).groupBy('token_id').select({ token: 'token_id' }).max({ used: 'last_used_at' }).as('k'), 'k.token', 't.id',
    );
  };

  async function conditionFor(): Promise<TokenCondition> {
    const ofThisKind: TokenCondition = (query) => {
      void query.where(ofKind(kind));
      if (ownerId !== null) void query.where('t.admin_user_owner_id', ownerId);
      if (among !== null) void query.whereIn('t.id', among);
      if (type !== null) void query.where('t.type', type);
      if (managedBy !== null) void query.where('t.managed_by', managedBy);
      if (unusedFor === null) return;
      const since = unusedFor === Infinity ? 0 : Date.now() - unusedFor;
      if (unusedFor !== Infinity) void query.where('t.issued_at', '<=', since);
      void query.whereNotIn('t.id', table(db, knex, KEYS).where('last_used_at', '>', since).whereNotNull('token_id').select('token_id'));
    };
    if (search === '') return ofThisKind;
    const wanted = search.toLowerCase();
    // Not every database can lower-case other letters.
    if (/^[ -~]*$/.test(wanted)) {
      const pattern = `%${wanted.replace(/[!%_[]/g, '!$&')}%`;
      const has = (column: string) => knex.raw('lower(??) like ? escape \'!\'', [column, pattern]);
      return (query) => void query.where(ofThisKind).where((either) => void either.where(has('t.name')).orWhere(has('t.description')));
    }
    const texts: Array<{ id: Id; name: string; description: string | null }> = await table(db, knex, `${TOKENS} as t`).where(ofThisKind)
      .select({ id: 't.id', name: 't.name', description: 't.description' });
    const ids = texts.filter(({ name, description }) => `${name}\n${description ?? ''}`.toLowerCase().includes(wanted)).map(({ id }) => id);
    if (ids.length > MAX_FOUND) throw new ValidationError(`More than ${MAX_FOUND} tokens match. Use a longer search text`);
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
    const column = COLUMNS[attribute]!;
    const missingIsLast = MISSING_IS_LAST[attribute];
    if (missingIsLast !== undefined) void query.orderByRaw(`case when ?? is null then 1 else 0 end ${missingIsLast === (direction === 'asc') ? 'asc' : 'desc'}`, [column]);
    const found: Array<{ id: unknown }> = await query.orderBy(column, direction).orderBy('t.id').limit(pageSize).offset(offset).select({ id: 't.id' });
    return found.map(({ id }) => idOf(id));
  }

  const [{ total: counted }] = await statement().count({ total: 't.id' }) as [{ total: number | string }];
  const total = Number(counted);
  if (whole && total > pageSize) {
    throw new ValidationError(`There are more than ${pageSize} tokens. Request a page of them, with page and pageSize`);
  }
  const ids = attribute === 'name' && !whole && total <= MAX_NATURAL ? await idsByName() : await idsByColumn();
  const place = new Map(ids.map((id, index) => [id, index]));
  const tokens = await rows.byIds(ids);
  // The whole list, which programs read, is sorted plainly by name, whatever the collation of the database.
  tokens.sort(whole ? (one, other) => (one.name < other.name ? -1 : 1) : (one, other) => place.get(one.id)! - place.get(other.id)!);
  return { tokens, total };
}
