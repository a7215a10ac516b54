import type { ContentApiToken, CreateApiToken, Lifespan, TokenType, UpdateApiToken } from '../../../../../server/contract';
import { isSameSet } from '../../tokens/rules/granted';

/** What the form of a content-API token holds. */
export interface ApiTokenValues {
  name: string;
  description: string;
  type: TokenType;
  /** Chosen actions; they count for a custom token alone. */
  permissions: ReadonlySet<string>;
}

/** The form of a token that is not made yet. */
export const NEW_API_TOKEN: ApiTokenValues & { lifespan: Lifespan | null } = {
  name: '',
  description: '',
  type: 'read-only',
  lifespan: 2_592_000_000,
  permissions: new Set(),
};

/** The form of a token as it is stored. */
export function valuesOf({ name, description, type, permissions }: ContentApiToken): ApiTokenValues {
  return { name, description, type, permissions: new Set(permissions) };
}

/** Whether anything would change. */
export function isChanged(stored: ApiTokenValues, values: ApiTokenValues): boolean {
  return Object.keys(toUpdate(stored, values)).length > 0;
}

/** The request that makes a token. */
export function toCreate({ permissions, ...values }: typeof NEW_API_TOKEN): CreateApiToken['Request'] {
  return values.type === 'custom' ? { ...values, permissions: [...permissions] } : values;
}

/** The request that changes a token: only what is different. */
export function toUpdate(stored: ApiTokenValues, values: ApiTokenValues): UpdateApiToken['Request'] {
  const { name, description, type, permissions } = values;
  const isCustomChanged = type === 'custom' && (stored.type !== 'custom' || !isSameSet(stored.permissions, permissions));
  return {
    ...(name !== stored.name && { name }),
    ...(description !== stored.description && { description }),
    ...(type !== stored.type && { type }),
    ...(isCustomChanged && { permissions: [...permissions] }),
  };
}
