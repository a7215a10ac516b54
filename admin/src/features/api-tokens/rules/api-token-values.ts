import type { ContentApiToken, CreateApiToken, UpdateApiToken } from '../../../../../server/contract';
import { commonValuesOf, NEW_TOKEN, type TokenValues } from '../../tokens/rules/token-values';

/** The form of a token that is not made yet. */
export const NEW_API_TOKEN: TokenValues = { ...NEW_TOKEN, type: 'read-only' };

/** The form of a token as it is stored. */
export function valuesOf(token: ContentApiToken): TokenValues {
  return { ...commonValuesOf(token), type: token.type, permissions: [...token.permissions].sort() };
}

/** The request that makes a token. */
export function toCreate({ permissions, ...values }: TokenValues): CreateApiToken['Request'] {
  return values.type === 'custom' ? { ...values, permissions } : values;
}

/** The request that makes `changes`, after which the token is as in `values`: permissions are those of a custom token alone. */
export function toUpdate({ name, description, type, permissions }: Partial<TokenValues>, values: TokenValues): UpdateApiToken['Request'] {
  return { name, description, type, permissions: values.type === 'custom' && (type ?? permissions) ? values.permissions : undefined };
}
