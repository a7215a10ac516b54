import { useMemo } from 'react';
import { useRBAC } from '@strapi/strapi/admin';
import type { TokenSummary } from '../../../../../server/contract';
import type { TokenPermissions } from '../../../permissions';

/** What a person may do with the tokens of one kind, once `isLoading` is false. */
export type TokenRights = Record<
  'canCreate' | 'canRead' | 'canUpdate' | 'canDelete' | 'canRegenerate' | 'canReveal' | 'isLoading',
  boolean
>;

/** The same for one token: a declared one can only be changed in the server's configuration. */
export function useRightsOver({ managedBy }: Pick<TokenSummary, 'managedBy'>, permissions: TokenPermissions): TokenRights {
  const rights = useTokenRights(permissions);
  return managedBy === null ? rights : { ...rights, canUpdate: false, canDelete: false, canRegenerate: false };
}

/** What the logged-in person may do with the tokens of one kind; nothing until their permissions are loaded. */
export function useTokenRights(permissions: TokenPermissions): TokenRights {
  const all = useMemo(() => Object.values(permissions).flat(), [permissions]);
  const { allowedActions, isLoading } = useRBAC(all);
  const { canCreate, canRead, canUpdate, canDelete, canRegenerate, canReveal } = allowedActions;
  return {
    isLoading,
    canCreate: canCreate ?? false,
    canRead: canRead ?? false,
    canUpdate: canUpdate ?? false,
    canDelete: canDelete ?? false,
    canRegenerate: canRegenerate ?? false,
    canReveal: canReveal ?? false,
  };
}
