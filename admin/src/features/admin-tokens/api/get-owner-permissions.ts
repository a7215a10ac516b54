import { useAuth, useFetchClient } from '@strapi/strapi/admin';
import { useQuery } from '@tanstack/react-query';
import type { GetOwnerPermissions } from '../../../../../server/contract';
import { tokenKeys, type TokenId } from '../../tokens/api/token-keys';
import { withoutLimits } from '../rules/granted-permissions';

/** The role code of those who may do everything (Strapi's). */
const SUPER_ADMIN = 'strapi-super-admin';

/**
 * What an admin token's owner can currently do.
 *
 * @param id The token; undefined for a new one, whose owner is the logged-in person.
 */
export function useOwnerPermissions(id: TokenId | undefined) {
  const { get } = useFetchClient();
  const isSuperAdmin = useAuth('useOwnerPermissions', ({ user }) => user?.roles?.some(({ code }) => code === SUPER_ADMIN)) ?? false;
  return useQuery({
    queryKey: [...tokenKeys.one('/admin-tokens', id ?? 'new'), 'owner-permissions'],
    queryFn: async ({ signal }) => {
      const url = id === undefined ? '/admin/users/me/permissions' : `/admin-tokens/${encodeURIComponent(id)}/owner-permissions`;
      return (await get<GetOwnerPermissions['Response']>(url, { signal })).data.data;
    },
    select: id === undefined && isSuperAdmin ? withoutLimits : undefined,
  });
}
