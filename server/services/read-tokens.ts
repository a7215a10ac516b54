import { TOKEN } from '../content-types';
import type { Database, FindParams, Id, Row } from '../host';

/** How many ids one statement is given. */
const IDS_AT_ONCE = 500;
/** What every database can read of a token, whatever is in its other columns. */
const PLAIN_COLUMNS = ['id', 'name', 'description', 'kind', 'type', 'hint', 'accessKey', 'madeByType', 'madeById', 'madeByLabel'];
const KINDS: unknown[] = ['content-api', 'admin'];
const TYPES: unknown[] = ['read-only', 'full-access', 'custom'];

/**
 * Reads tokens. One that cannot be read whole (a date that is none, broken JSON, an unknown kind or type) keeps no other from being read:
 * it comes without dates and permissions and with `broken: true`, and must never authenticate anybody.
 */
export async function readTokens(db: Pick<Database, 'query'>, params: FindParams): Promise<Row[]> {
  const query = db.query(TOKEN);

  async function readApart(ids: Id[]): Promise<Row[]> {
    const { limit: _limit, offset: _offset, ...rest } = params;
    try {
      return await query.findMany({ ...rest, where: { id: { $in: ids } } });
    } catch (error) {
      if (!isUndecodable(error)) throw error;
      if (ids.length === 1) return readPlain(ids[0]!);
      const half = Math.ceil(ids.length / 2);
      return [...await readApart(ids.slice(0, half)), ...await readApart(ids.slice(half))];
    }
  }

  async function readPlain(id: Id): Promise<Row[]> {
    const owner = params.populate ? { adminUserOwner: { select: ['id', 'firstname', 'lastname', 'username', 'email'] } } : undefined;
    const [row] = await query.findMany({ select: PLAIN_COLUMNS, where: { id }, populate: owner });
    return row === undefined ? [] : [asBroken(row)];
  }

  async function readAll(): Promise<Row[]> {
    try {
      return await query.findMany(params);
    } catch (error) {
      if (!isUndecodable(error)) throw error;
      const ids = (await query.findMany({ ...params, select: ['id'], populate: undefined })).map(({ id }) => id as Id);
      return (await Promise.all(chunks(ids).map(readApart))).flat();
    }
  }

  /** Strapi reads a date that is none as null, which would be a token without end. */
  async function withUnreadableEnd(rows: Row[]): Promise<Set<Id>> {
    const endless = rows.filter(({ broken, expiresAt }) => broken !== true && expiresAt === null).map(({ id }) => id as Id);
    const found = await Promise.all(chunks(endless).map((ids) =>
      query.findMany({ select: ['id'], where: { id: { $in: ids }, expiresAt: { $notNull: true } } })));
    return new Set(found.flat().map(({ id }) => id as Id));
  }

  const rows = await readAll();
  const unreadable = await withUnreadableEnd(rows);
  return rows.map((row) => (unreadable.has(row.id) || !isKnown(row) ? asBroken(row) : row));
}

/** The first token that matches, for whom something depends on it: null where there is none, or it cannot be read whole. */
export async function readIntactToken(db: Pick<Database, 'query'>, params: FindParams): Promise<Row | null> {
  const [row] = await readTokens(db, { ...params, limit: 1 });
  return row === undefined || row.broken === true ? null : row;
}

function isKnown({ kind, type }: Row): boolean {
  return KINDS.includes(kind) && (kind === 'admin' || TYPES.includes(type));
}

function asBroken(row: Row): Row {
  return {
    ...row, broken: true, permissions: [], lifespan: null, expiresAt: null, lastUsedAt: null, createdAt: null, updatedAt: null, encryptedKey: null,
  };
}

/** What decoding throws: of JSON, and of a date. */
function isUndecodable(error: unknown): boolean {
  return error instanceof SyntaxError || error instanceof RangeError;
}

function chunks(ids: Id[]): Id[][] {
  return Array.from({ length: Math.ceil(ids.length / IDS_AT_ONCE) }, (_, n) => ids.slice(n * IDS_AT_ONCE, (n + 1) * IDS_AT_ONCE));
}
