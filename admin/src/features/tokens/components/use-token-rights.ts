import { useMemo } from 'react';
import { useRBAC } from '@strapi/strapi/admin';
import type { TokenPermissions } from '../../../permissions';

/** What a person may do with the tokens of one kind, once `isLoading` is false. */
export type TokenRights = Record<
  'canCreate' | 'canRead' | 'canUpdate' | 'canDelete' | 'canRegenerate' | 'canReveal' | 'isLoading',
  boolean
>;

/** What the person at the panel may do with the tokens of one kind; nothing until that is known. */
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
