import { useMemo } from 'react';
import { grants, useAuth, type Permission } from './auth';

/** `canCreate`, `canRead`, …: whether the person may. */
export type AllowedActions = Record<string, boolean>;

const capitalise = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/**
 * Which of the named permissions the person has (Strapi's `useRBAC`).
 *
 * @param permissionsToCheck Permissions by name: `{ create: [{ action, subject }] }` answers `canCreate`; one of a list suffices.
 */
export function useRBAC(permissionsToCheck: Record<string, Permission[]> = {}): {
  allowedActions: AllowedActions;
  isLoading: boolean;
} {
  const permissions = useAuth('useRBAC', (state) => state.permissions);
  const isLoading = useAuth('useRBAC', (state) => state.isLoading);
  const allowedActions = useMemo(
    () => Object.fromEntries(
      Object.entries(permissionsToCheck).map(([name, wanted]) => [
        `can${capitalise(name)}`,
        permissions.some((own) => wanted.some((one) => grants(own, one))),
      ]),
    ),
    [permissions, permissionsToCheck],
  );
  return { allowedActions, isLoading };
}
