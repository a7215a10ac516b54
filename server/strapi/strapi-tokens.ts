import type { Authority, Caller, Callers } from '../callers';
import type { ImportStrapiTokens, StrapiImport } from '../contract';
import { ForbiddenError, NotFoundError } from '../errors';
import type { Host } from '../host';
import type { Store } from '../store/store';
import { hasTokensOfStrapi, type ImportTokens } from './import-tokens';

const ACTION = 'plugin::api-tokens.api-tokens.create';

/** Strapi's own tokens, for super admins only, since they include other people's. Every call also rejects as {@link Callers.authorize} does. */
export interface StrapiTokens {
  /** Previews an import. @throws {NotFoundError} if the host has no tokens of its own @throws {ForbiddenError} */
  preview(caller: Caller): Promise<StrapiImport>;
  /** @throws {NotFoundError} @throws {ForbiddenError} */
  import(caller: Caller, request: ImportStrapiTokens['Request']): Promise<StrapiImport>;
}

/** See {@link StrapiTokens}. */
export function createStrapiTokens(host: Pick<Host, 'contentTypes'>, store: Store, callers: Callers, importTokens: ImportTokens): StrapiTokens {
  async function authorize(caller: Caller): Promise<Authority> {
    const authority = await callers.authorize(store.rows, caller, ACTION);
    if (!hasTokensOfStrapi(host)) throw new NotFoundError('This host has no tokens of its own');
    if (!authority.isSuperAdmin) throw new ForbiddenError();
    return authority;
  }

  return {
    preview: async (caller) => importTokens(await authorize(caller), { dryRun: true, deleteOriginals: false }),
    import: async (caller, { deleteOriginals = false }) => importTokens(await authorize(caller), { dryRun: false, deleteOriginals }),
  };
}
