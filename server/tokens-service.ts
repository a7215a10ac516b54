import { SYSTEM, type Caller } from './callers';
import type {
  AdminToken, ContentApiToken, CreateAdminToken, CreateApiToken, ListQuery, ListResponse, RegenerateToken, TokenKind, UpdateAdminToken, UpdateApiToken,
} from './contract';
import { NotFoundError, ValidationError } from './errors';
import type { Id } from './host';
import { readListQuery } from './input/list-query';
import { isTokenId } from './input/read-token-id';
import { readCreateAdminToken, readCreateApiToken, readRegenerate, readUpdateAdminToken, readUpdateApiToken } from './input/token-input';
import type { Services } from './services';

/** A token without its key. */
export type Token = ContentApiToken | AdminToken;

/**
 * On whose behalf code acts. `{ userId }`: a person of the admin panel, within that person's permissions. `{ name }`: its own, under a name that events
 * and `createdBy` show, such as a plugin's. Omitted: its own, without a name. Code that acts on its own behalf may do everything with content-API
 * tokens; admin tokens can only be created and regenerated on behalf of a person, their owner.
 */
export type CalledBy = { userId: Id } | { name: string };

/**
 * `strapi.plugin('api-tokens').service('tokens')`: tokens for a host's own code. The bodies, rules and errors are those of the admin API; errors
 * have a `status` and `details.code`. Every change is an event.
 */
export interface TokensService {
  /** Creates a token. Its `accessKey` is what callers send. @throws {ValidationError} @throws {NameTakenError} @throws {ForbiddenError} */
  create(token: { kind?: 'content-api' } & CreateApiToken['Request'], by?: CalledBy): Promise<CreateApiToken['Response']['data']>;
  create(token: { kind: 'admin' } & CreateAdminToken['Request'], by?: CalledBy): Promise<CreateAdminToken['Response']['data']>;
  /** Tokens of a kind by name, or a page of them (see `ListQuery`). @throws {ValidationError} */
  list(query?: { kind?: 'content-api' } & ListOptions, by?: CalledBy): Promise<ListResponse<ContentApiToken>>;
  list(query: { kind: 'admin' } & ListOptions, by?: CalledBy): Promise<ListResponse<AdminToken>>;
  /** A token. @throws {NotFoundError} */
  find(id: Id, by?: CalledBy): Promise<Token>;
  /**
   * Changes the given fields; this also pauses and resumes (`enabled`), extends and shortens (`expiresAt`).
   * @throws {NotFoundError}
   * @throws {ValidationError}
   * @throws {NameTakenError}
   * @throws {ConflictError}
   * @throws {ForbiddenError}
   */
  update(id: Id, change: UpdateApiToken['Request'] | UpdateAdminToken['Request'], by?: CalledBy): Promise<Token>;
  /** Gives a token a new key; the old one is accepted for `keepPreviousFor` milliseconds. @throws {NotFoundError} @throws {ValidationError} @throws {ForbiddenError} */
  regenerate(id: Id, options?: RegenerateToken['Request'], by?: CalledBy): Promise<RegenerateToken['Response']['data']>;
  /** Deletes a token, with the tokens that it created. @throws {NotFoundError} @throws {ForbiddenError} */
  revoke(id: Id, by?: CalledBy): Promise<Token>;
}

/** The parameters of a list, as in the admin API; numbers may also be given as numbers. */
export type ListOptions = { [Name in keyof ListQuery]: ListQuery[Name] | number };

/** See {@link TokensService}. */
export function createTokensService({ adminTokens, contentApiTokens, store }: Pick<Services, 'adminTokens' | 'contentApiTokens' | 'store'>): TokensService {
  /** @throws {NotFoundError} */
  async function kindOf(id: unknown): Promise<{ id: number; kind: TokenKind }> {
    const [token] = isTokenId(String(id)) ? await store.rows.byIds([Number(id)]) : [];
    if (token === undefined) throw new NotFoundError('API Token not found');
    return { id: Number(id), kind: token.kind };
  }

  async function create(request: { kind?: TokenKind } & object, by?: CalledBy): Promise<any> {
    const { kind, ...token } = request ?? {};
    return readKind(kind) === 'admin' ? adminTokens.create(callerOf(by), readCreateAdminToken(token)) : contentApiTokens.create(callerOf(by), readCreateApiToken(token));
  }

  async function list({ kind: given, ...query }: { kind?: TokenKind } & ListOptions = {}, by?: CalledBy): Promise<any> {
    const kind = readKind(given);
    const page = readListQuery(new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString(), kind);
    return kind === 'admin' ? adminTokens.list(callerOf(by), page) : contentApiTokens.list(callerOf(by), page);
  }

  return {
    create,
    list,

    async find(given, by) {
      const { id, kind } = await kindOf(given);
      const { canRevealKey: _, ...token } = await (kind === 'admin' ? adminTokens.get(callerOf(by), id, false) : contentApiTokens.get(callerOf(by), id, false));
      return token;
    },

    async update(given, change, by) {
      const { id, kind } = await kindOf(given);
      return kind === 'admin' ? adminTokens.update(callerOf(by), id, readUpdateAdminToken(change)) : contentApiTokens.update(callerOf(by), id, readUpdateApiToken(change));
    },

    async regenerate(given, options, by) {
      const { id, kind } = await kindOf(given);
      return (kind === 'admin' ? adminTokens : contentApiTokens).regenerate(callerOf(by), id, readRegenerate(options));
    },

    async revoke(given, by) {
      const { id, kind } = await kindOf(given);
      const token = await (kind === 'admin' ? adminTokens : contentApiTokens).revoke(callerOf(by), id);
      if (token === null) throw new NotFoundError('API Token not found');
      return token;
    },
  };
}

/** @throws {ValidationError} */
function readKind(kind: unknown = 'content-api'): TokenKind {
  if (kind !== 'content-api' && kind !== 'admin') throw new ValidationError('kind must be one of content-api, admin');
  return kind;
}

/** @throws {ValidationError} if the caller is neither a person nor a name: it must not be treated as the host */
function callerOf(by: CalledBy | undefined): Caller {
  if (by === undefined) return SYSTEM;
  const { userId, name, ...others } = (by ?? {}) as { userId?: unknown; name?: unknown };
  const isPerson = (typeof userId === 'number' || typeof userId === 'string') && name === undefined;
  const isNamed = typeof name === 'string' && name.trim() !== '' && userId === undefined;
  if (Object.keys(others).length > 0 || !(isPerson || isNamed)) throw new ValidationError('Identify the caller by either userId, the id of a person, or name, a string');
  return isPerson ? { type: 'user', userId: userId as Id } : { type: 'system', label: (name as string).trim() };
}
