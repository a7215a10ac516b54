import type { AdminPermissionService, Host } from '../host';

/** The host's service of admin permissions, which it exposes without a type. */
export function permissionService(host: Pick<Host, 'service'>): AdminPermissionService {
  return host.service('admin::permission');
}
