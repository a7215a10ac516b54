import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { withChange, type SetChange } from '../../components/form/set-change';
import { useFetchClient } from '../../session/fetch-client';
import type { AccountValues } from './account-schema';

/** An account. */
export interface Account {
  id: number;
  firstname: string | null;
  lastname: string | null;
  username: string | null;
  email: string;
  isActive: boolean;
  /** False until an invited person has chosen a password. */
  hasRegistered: boolean;
  /** When the invitation expires; null if it was ended early, or there is none. */
  invitationExpiresAt: string | null;
  roles: Array<{ id: number; name: string; code: string }>;
}

/** A page of accounts. */
export interface AccountPage {
  results: Account[];
  pagination: { page: number; pageSize: number; pageCount: number; total: number };
}

/** The permissions on accounts. */
export const USER_PERMISSIONS = {
  create: [{ action: 'admin::users.create', subject: null }],
  read: [{ action: 'admin::users.read', subject: null }],
  update: [{ action: 'admin::users.update', subject: null }],
  delete: [{ action: 'admin::users.delete', subject: null }],
};

/** The query keys of accounts. */
export const userKeys = {
  all: ['users'] as const,
  page: (page: number, search: string) => ['users', 'page', page, search] as const,
  one: (id: string) => ['users', id] as const,
};

/** A page of the accounts whose name or address contains `search`. */
export function useUsers(page: number, search: string) {
  const { get } = useFetchClient();
  return useQuery({
    queryKey: userKeys.page(page, search),
    queryFn: async () => (await get<{ data: AccountPage }>('/admin/users', {
      params: { page, pageSize: 25, sort: 'email:asc', _q: search || undefined },
    })).data.data,
    placeholderData: keepPreviousData,
  });
}

/** One account. */
export function useUser(id: string) {
  const { get } = useFetchClient();
  return useQuery({
    queryKey: userKeys.one(id),
    queryFn: async () => (await get<{ data: Account }>(`/admin/users/${encodeURIComponent(id)}`)).data.data,
    refetchOnWindowFocus: false,
  });
}

/** Invites a person. The invitation's token is returned only this once. */
export function useInviteUser() {
  const { post } = useFetchClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (input: AccountValues) =>
      (await post<{ data: Account & { registrationToken: string } }>('/admin/users', input)).data.data,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: userKeys.all }),
  });
}

/** Replaces the invitation of a person who has not registered: the old link stops working, and the new token is returned. */
export function useInviteAgain(id: string) {
  const { post } = useFetchClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async () =>
      (await post<{ data: Account & { registrationToken: string } }>(`/admin/users/${encodeURIComponent(id)}/invitation`)).data.data,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: userKeys.all }),
  });
}

/** The state of an account, as an id in the message files. */
export function accountState({ isActive, hasRegistered, invitationExpiresAt }: Account, now: number) {
  if (hasRegistered) return isActive ? 'panel.users.active' : 'panel.users.inactive';
  return invitationExpiresAt !== null && Date.parse(invitationExpiresAt) > now ? 'panel.users.invited' : 'panel.users.invitation-ended';
}

/**
 * Changes an account. Its roles are read right before, so that none is restored that someone else has removed. The caller invalidates the
 * cached accounts.
 */
export function useUpdateUser(id: string) {
  const { get, put } = useFetchClient();
  return useMutation({
    mutationFn: async ({ fields, roles }: { fields: Partial<Omit<AccountValues, 'roles'>>; roles: SetChange<number> | null }) => {
      const path = `/admin/users/${encodeURIComponent(id)}`;
      const present = roles && (await get<{ data: Account }>(path)).data.data.roles;
      await put(path, { ...fields, ...(present && { roles: [...withChange(present.map((role) => role.id), roles)] }) });
    },
  });
}

/** Deletes an account, with its admin tokens. */
export function useDeleteUser() {
  const { del } = useFetchClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => del(`/admin/users/${id}`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: userKeys.all }),
  });
}
