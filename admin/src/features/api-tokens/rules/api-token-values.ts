import type { ContentApiToken, CreateApiToken, UpdateApiToken } from '../../../../../server/contract';
import { lifeOf } from '../../tokens/rules/form/token-end';
import { commonValuesOf, limitsOf, NEW_TOKEN, toCommonUpdate, type TokenValues } from '../../tokens/rules/form/token-values';
import { draftIn, draftOf, draftText, FREE, restrictionsOf } from '../../tokens/rules/restrictions/restriction-draft';

/** The form of a new token. */
export const NEW_API_TOKEN: TokenValues = { ...NEW_TOKEN, type: 'read-only', restrictions: '' };

/** The default for new read-only tokens if there are drafts. */
export const PUBLISHED_ONLY = draftText({ ...FREE, published: true });

/** The form of a stored token. */
export function valuesOf(token: ContentApiToken): TokenValues {
  return { ...commonValuesOf(token), type: token.type, restrictions: draftText(draftOf(token.restrictions)), permissions: [...token.permissions].sort() };
}

/** The form of a copy of a stored token: without the actions that the CMS no longer has, which cannot be granted. */
export function copiedValuesOf(token: ContentApiToken): TokenValues {
  const { permissions, ...values } = valuesOf(token);
  return { ...values, permissions: permissions.filter((action) => !token.unavailablePermissions.includes(action)) };
}

/** The request that creates a token. */
export function toCreate(values: TokenValues): CreateApiToken['Request'] {
  const { name, description, end, type, permissions, restrictions: draft = '' } = values;
  const restrictions = restrictionsOf(draftIn(draft));
  return { name, description, type, ...lifeOf(end), ...limitsOf(values), ...(type === 'custom' && { permissions }), ...(restrictions && { restrictions }) };
}

/** The request that makes `changes`, after which the token equals `values`: only custom tokens have permissions. */
export function toUpdate({ type, permissions, restrictions, ...common }: Partial<TokenValues>, values: TokenValues): UpdateApiToken['Request'] {
  return {
    ...toCommonUpdate(common), type, permissions: values.type === 'custom' && (type ?? permissions) ? values.permissions : undefined,
    restrictions: restrictions === undefined ? undefined : restrictionsOf(draftIn(restrictions)),
  };
}
