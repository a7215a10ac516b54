import { NameTakenError, ValidationError } from '../errors';
import { TOKEN, TOKEN_PERMISSION } from '../content-types';
import type { TokenKind, TokenMaker, TokenType } from '../contract';
import type { AdminPermission, Host, Id, Row, Where } from '../host';
import type { Page } from '../input/list-query';
import { createAccessKey } from '../key/access-key';
import { encryptKey } from '../key/encryption';
import { hashKey } from '../key/hash-key';
import type { Settings } from '../settings';
import { failureOf } from './database-failure';
import type { Authority, Caller, Callers } from './callers';
import { findPage } from './find-page';
import { readTokens } from './read-tokens';
import type { Revision } from './revision';

/** What a new token is made of. */
export interface NewToken {
  kind: TokenKind;
  name: string;
  description: string;
  /** Null for admin tokens. */
  type: TokenType | null;
  /** Milliseconds; null for a token without end. */
  lifespan: number | null;
  /** When the token has to end at the latest (milliseconds since the epoch), whatever its lifespan says. */
  notAfter: number;
  madeBy: TokenMaker;
  permissions: AdminPermission[];
  /** The owner of an admin token. */
  ownerId: Id | null;
}

/** What may change of a token. Permissions, where given, replace all that it has. */
export interface TokenChanges {
  name?: string;
  description?: string;
  type?: TokenType;
  permissions?: AdminPermission[];
}

/** Tokens of both kinds as they are stored. Reading calls take the kind, and treat the other kind's ids as unknown. */
export interface Tokens {
  /**
   * Runs `callback`, which reads and writes tokens, in one transaction that moves the revision. Such transactions follow one
   * another, on all instances: what `callback` reads stays true until it is done. It is handed what the caller may do by then, `action` at
   * least: waiting may have taken long, and the caller may have been stopped meanwhile.
   * @throws {UnauthorizedError} @throws {PermissionMissingError} (see {@link Callers.authorize})
   */
  write<T>(caller: Caller, action: string, callback: (authority: Authority) => Promise<T>): Promise<T>;
  /** A token with its permissions and owner, or null. As in {@link list}, one that cannot be read whole says `broken: true`. */
  find(kind: TokenKind, id: Id): Promise<Row | null>;
  /**
   * All tokens that match, by name, or a page of them, and how many match in all.
   * @throws {ValidationError} where the whole list was asked for and is longer than such a page may be
   */
  list(kind: TokenKind, where: Where, page: Page | null): Promise<{ rows: Row[]; total: number }>;
  /** Stores a new token. Only inside {@link write}. @throws {NameTakenError} */
  insert(token: NewToken): Promise<{ row: Row; accessKey: string }>;
  /** Changes a token and returns it. Only inside {@link write}. @throws {NameTakenError} */
  change(row: Row, changes: TokenChanges): Promise<Row>;
  /** What tokens have made: those that match, of the makers with these ids. */
  madeBy(makerIds: Id[], where?: Where): Promise<Row[]>;
  /** Writes a permission of a token anew: narrower. Only inside a transaction that moves the revision. */
  narrow(permissionId: Id, permission: AdminPermission): Promise<void>;
  /** Takes permissions from their tokens. Only inside a transaction that moves the revision. */
  removePermissions(permissionIds: Id[]): Promise<void>;
  /** Moves `updatedAt` of tokens, whose permissions have changed; with `data`, changes that as well. Only inside such a transaction. */
  touch(rows: Row[], data?: Row): Promise<void>;
  /** Gives a token another key and begins its lifespan anew. Only inside {@link write}. Returns the key. */
  renewKey(row: Row, notAfter: number): Promise<string>;
  /** Deletes tokens with all that belongs to them, what they have made included. Only inside {@link write}. */
  remove(rows: Row[]): Promise<void>;
}

/** The room of a maker's label in the database (characters). */
const MAX_LABEL_LENGTH = 255;
/** How many ids one statement is given; databases take some ten thousand. */
const IDS_AT_ONCE = 1000;

const WITH_RELATIONS = {
  // In the order in which they were given, since they are stored one after the other.
  permissions: { orderBy: { id: 'asc' as const } },
  adminUserOwner: { select: ['id', 'firstname', 'lastname', 'username', 'email', 'isActive', 'blocked'] },
};

/** See {@link Tokens}. */
export function createTokens(host: Pick<Host, 'db'>, settings: Settings, revision: Revision, callers: Callers): Tokens {
  const tokens = () => host.db.query(TOKEN);
  const permissions = () => host.db.query(TOKEN_PERMISSION);

  function issueKey(kind: TokenKind) {
    const accessKey = createAccessKey(settings.keyPrefix, kind === 'admin' ? 'admin' : 'content');
    return {
      accessKey,
      stored: {
        accessKey: hashKey(accessKey, settings.salt),
        encryptedKey: settings.encryptionKey === null ? null : encryptKey(accessKey, settings.encryptionKey),
        hint: accessKey.slice(-4),
      },
    };
  }

  async function assertNameFree(name: string, exceptId: Id | null): Promise<void> {
    const other = await tokens().findOne({ select: ['id'], where: { name } });
    if (other !== null && other.id !== exceptId) throw new NameTakenError();
  }

  async function insertPermissions(tokenId: Id, list: AdminPermission[]): Promise<void> {
    for (const { action, actionParameters, subject, properties, conditions } of list) {
      await permissions().create({ data: { action, actionParameters, subject, properties, conditions, token: tokenId } });
    }
  }

  /** `updatedAt` is later than before in any case: two changes within one millisecond, or with the clock set back, are told apart. */
  async function touch(rows: Row[], data: Row = {}): Promise<void> {
    for (const some of chunksOf(rows)) {
      const latest = some.reduce((time, row) => Math.max(time, new Date(row.updatedAt).getTime() || 0), 0);
      const updatedAt = new Date(Math.max(Date.now(), latest + 1));
      await tokens().updateMany({ where: { id: { $in: idsOf(some) } }, data: { ...data, updatedAt } });
    }
  }

  async function madeBy(makerIds: Id[], where: Where = {}): Promise<Row[]> {
    const made: Row[] = [];
    for (const some of chunksOf(makerIds)) {
      const conditions = { $and: [{ madeByType: 'admin-token', madeById: { $in: some } }, where] };
      made.push(...await readTokens(host.db, { where: conditions, populate: WITH_RELATIONS }));
    }
    return made;
  }

  async function find(kind: TokenKind, id: Id): Promise<Row | null> {
    const [row] = await readTokens(host.db, { where: { $and: [{ id }, ofKind(kind)] }, populate: WITH_RELATIONS, limit: 1 });
    return row ?? null;
  }

  return {
    find,

    write: (caller, action, callback) => revision.exclusively(async () => callback(await callers.authorize(caller, action))),

    async list(kind, where, page) {
      const conditions = { $and: [ofKind(kind), where, page === null ? {} : matching(page.search)] };
      const params = { where: conditions, populate: WITH_RELATIONS };
      if (page === null) {
        const rows = await readTokens(host.db, { ...params, orderBy: { name: 'asc' } });
        return { rows, total: rows.length };
      }
      const total = await tokens().count({ where: conditions });
      if (page.whole && total > page.pageSize) {
        throw new ValidationError(`There are more than ${page.pageSize} tokens. Ask for a page of them, with page and pageSize`);
      }
      return { rows: await findPage(host, params, page, total), total };
    },

    async insert({ kind, name, description, type, lifespan, notAfter, madeBy, permissions: granted, ownerId }) {
      await assertNameFree(name, null);
      const { accessKey, stored } = issueKey(kind);
      const data = {
        kind, name, description, type, lifespan, expiresAt: endOf(lifespan, notAfter), adminUserOwner: ownerId, ...stored,
        madeByType: madeBy.type, madeById: madeBy.id, madeByLabel: madeBy.label?.slice(0, MAX_LABEL_LENGTH) ?? null,
      };
      const { id } = await tokens().create({ data }).catch(nameTaken);
      await insertPermissions(id, granted);
      return { row: (await find(kind, id))!, accessKey };
    },

    async change(row, { permissions: granted, ...attributes }) {
      assertIntact(row);
      if (attributes.name !== undefined) await assertNameFree(attributes.name, row.id);
      await touch([row], attributes).catch(nameTaken);
      if (granted !== undefined) {
        await permissions().deleteMany({ where: { token: { id: row.id } } });
        await insertPermissions(row.id, granted);
      }
      return (await find(row.kind, row.id))!;
    },

    async narrow(permissionId, { properties, conditions }) {
      await permissions().update({ where: { id: permissionId }, data: { properties, conditions } });
    },

    async removePermissions(permissionIds) {
      for (const some of chunksOf(permissionIds)) await permissions().deleteMany({ where: { id: { $in: some } } });
    },

    async renewKey(row, notAfter) {
      assertIntact(row);
      const { accessKey, stored } = issueKey(row.kind);
      const lifespan = row.lifespan === null ? null : Number(row.lifespan);
      await touch([row], { ...stored, expiresAt: endOf(lifespan, notAfter) });
      return accessKey;
    },

    madeBy,
    touch,

    async remove(rows) {
      const gone: Row[] = [];
      for (let next = rows; next.length > 0;) {
        gone.push(...next);
        // Only admin tokens make others.
        next = await madeBy(idsOf(next.filter(({ kind }) => kind === 'admin')));
      }
      for (const some of chunksOf(idsOf(gone))) {
        await permissions().deleteMany({ where: { token: { id: { $in: some } } } });
        await tokens().deleteMany({ where: { id: { $in: some } } });
      }
    },
  };
}

/** Tokens of a kind. Those whose kind is unknown are listed, and can be deleted, with the content-API tokens. */
function ofKind(kind: TokenKind): Where {
  return kind === 'admin' ? { kind } : { $or: [{ kind: { $ne: 'admin' } }, { kind: { $null: true } }] };
}

/** @throws {ValidationError} where the token could not be read whole (see {@link readTokens}): what is unknown of it would be lost */
function assertIntact(row: Row): void {
  if (row.broken === true) throw new ValidationError('This token’s record is damaged. Delete the token and create another one.');
}

/** The name is the only unique value that callers choose. */
function nameTaken(error: unknown): never {
  throw failureOf(error) === 'unique' ? new NameTakenError() : error;
}

function idsOf(rows: Row[]): Id[] {
  return rows.map(({ id }) => id);
}

function* chunksOf<T>(list: T[]): Generator<T[]> {
  for (let start = 0; start < list.length; start += IDS_AT_ONCE) yield list.slice(start, start + IDS_AT_ONCE);
}

function endOf(lifespan: number | null, notAfter: number): Date | null {
  const end = Math.min(lifespan === null ? Infinity : Date.now() + lifespan, notAfter);
  return end === Infinity ? null : new Date(end);
}

function matching(search: string): Where {
  return search === '' ? {} : { $or: [{ name: { $containsi: search } }, { description: { $containsi: search } }] };
}
