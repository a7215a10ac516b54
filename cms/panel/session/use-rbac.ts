import { useMemo } from 'react';
import { grants, useAuth, type Permission } from './auth';

/** `canCreate`, `canRead`, …: whether the person may. */
export type AllowedActions = Record<string, boolean>;

/** `canCreate` for `admin::roles.create`, `canCreateDraft` for `….create-draft`. */
function actionName({ action }: Permission): string {
  const words = action.split('.').at(-1)!.split('-');
  return `can${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`;
}

/**
 * Which of some permissions the person has (Strapi's `useRBAC`). Results are named after the last part of each action.
 *
 * @param permissionsToCheck A list, or an object of lists with arbitrary names.
 */
export function useRBAC(permissionsToCheck: Permission[] | Record<string, Permission[]> = []): {
  allowedActions: AllowedActions;
  isLoading: boolean;
} {
  const permissions = useAuth('useRBAC', (state) => state.permissions);
  const isLoading = useAuth('useRBAC', (state) => state.isLoading);
  const allowedActions = useMemo(
    () =>
      Object.fromEntries(
        Object.values(permissionsToCheck)
          .flat()
          .map((wanted) => [actionName(wanted), permissions.some((own) => grants(own, wanted))]),
      ),
    [permissions, permissionsToCheck],
  );
  return { allowedActions, isLoading };
}
