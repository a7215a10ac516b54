import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { withChange, type SetChange } from '../../components/form/set-change';
import type { Permission } from '../../session/auth';
import { useFetchClient } from '../../session/fetch-client';
import type { RoleValues } from './role-schema';

/** A role. */
export interface Role {
  id: number;
  name: string;
  code: string;
  description: string | null;
  usersCount?: number;
}

/** The query keys of roles. */
export const roleKeys = {
  all: ['roles'] as const,
  one: (id: string) => ['roles', id] as const,
  permissions: (id: string) => ['roles', id, 'permissions'] as const,
};

/** All roles. */
export function useRoles(enabled = true) {
  const { get } = useFetchClient();
  return useQuery({
    queryKey: roleKeys.all,
    queryFn: async () => (await get<{ data: Role[] }>('/admin/roles')).data.data,
    enabled,
  });
}

/** One role with what it grants. */
export function useRole(id: string) {
  const { get } = useFetchClient();
  return useQuery({
    queryKey: roleKeys.one(id),
    queryFn: async () => {
      const path = `/admin/roles/${encodeURIComponent(id)}`;
      const [role, permissions] = await Promise.all([
        get<{ data: Role }>(path),
        get<{ data: Permission[] }>(`${path}/permissions`),
      ]);
      return { role: role.data.data, permissions: permissions.data.data };
    },
    refetchOnWindowFocus: false,
  });
}

/** A role's own fields, without what it grants. */
export type RoleInput = Omit<RoleValues, 'actions'>;

/** Creates a role. */
export function useCreateRole() {
  const { post } = useFetchClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (input: RoleInput) => (await post<{ data: Role }>('/admin/roles', input)).data.data,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: roleKeys.all }),
  });
}

/** The changes to a role. */
export interface RoleChange {
  fields: Partial<RoleInput>;
  actions: SetChange<string> | null;
}

/** Permissions after a change of their actions. Those that stay keep their fields and conditions. */
function permissionsWith(permissions: Permission[], change: SetChange<string>): Permission[] {
  const actions = withChange(permissions.map(({ action }) => action), change);
  const kept = permissions.filter(({ action }) => actions.has(action));
  for (const { action } of kept) actions.delete(action);
  return [
    ...kept.map(({ action, subject, properties, conditions }) => ({ action, subject, properties, conditions })),
    ...[...actions].map((action) => ({ action, subject: null })),
  ];
}

/**
 * Changes a role and what it grants. Fields and permissions are replaced as a whole, so they are read right before: otherwise this could
 * restore what someone else has removed. The caller invalidates the cached roles, also after a failure.
 */
export function useUpdateRole(id: string) {
  const { get, put } = useFetchClient();
  return useMutation({
    mutationFn: async ({ fields, actions }: RoleChange) => {
      const path = `/admin/roles/${encodeURIComponent(id)}`;
      if (Object.keys(fields).length) {
        const { name, description } = (await get<{ data: Role }>(path)).data.data;
        await put(path, { name, description: description ?? '', ...fields });
      }
      if (actions) {
        const { data } = (await get<{ data: Permission[] }>(`${path}/permissions`)).data;
        await put(`${path}/permissions`, { permissions: permissionsWith(data, actions) });
      }
    },
  });
}

/** Deletes a role that nobody has. */
export function useDeleteRole() {
  const { del } = useFetchClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => del(`/admin/roles/${id}`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: roleKeys.all }),
  });
}
