import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Permission } from '../../session/auth';
import { useFetchClient } from '../../session/fetch-client';

/** A role. */
export interface Role {
  id: number;
  name: string;
  code: string;
  description: string | null;
  usersCount?: number;
}

/** The keys under which answers about roles are kept. */
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

/** What is written about a role. */
export interface RoleInput {
  name: string;
  description: string;
}

/** Makes a role. */
export function useCreateRole() {
  const { post } = useFetchClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (input: RoleInput) => (await post<{ data: Role }>('/admin/roles', input)).data.data,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: roleKeys.all }),
  });
}

/** Changes a role and what it grants; each part is sent where it is different. */
export function useUpdateRole(id: string) {
  const { put } = useFetchClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async ({ input, permissions }: { input?: RoleInput; permissions?: Permission[] }) => {
      const path = `/admin/roles/${encodeURIComponent(id)}`;
      if (input) await put(path, input);
      if (permissions) await put(`${path}/permissions`, { permissions });
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: roleKeys.all }),
  });
}

/** Deletes a role that nobody holds. */
export function useDeleteRole() {
  const { del } = useFetchClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => del(`/admin/roles/${id}`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: roleKeys.all }),
  });
}
