import { createAdminTokenCommands, type AdminTokenCommands } from './commands/admin-token-commands';
import { createCheckAdminPermissions } from './commands/check-admin-permissions';
import { createNarrowTokens } from './commands/narrow-tokens';
import { createContentServices, type ContentServices } from './content-services';
import type { Host } from './host';
import { hostDatabase } from './host-database';
import { createOwnerChanges, type OwnerChanges } from './owner-changes';
import { createOwners } from './owners';
import { createAdminTokenQueries, type AdminTokenQueries } from './queries/admin-token-queries';
import { createReloadToken, type ReloadToken } from './reload-token';
import { readSettings } from './settings';

/** All services of the plugin in a CMS, as they depend on each other. */
export interface Services extends ContentServices {
  adminTokens: AdminTokenCommands & AdminTokenQueries;
  ownerChanges: OwnerChanges;
  reloadToken: ReloadToken;
}

function createServices({ strapi }: { strapi: Host }): Services {
  const settings = readSettings(strapi.config, (message) => strapi.log.warn(message));
  const owners = createOwners(strapi);
  const content = createContentServices(strapi, hostDatabase(strapi), settings, owners);
  const { store, limits, callers, presenter } = content;
  const narrowTokens = createNarrowTokens(owners, limits);
  return {
    ...content,
    adminTokens: {
      ...createAdminTokenCommands(settings, store, callers, limits, createCheckAdminPermissions(strapi), narrowTokens, presenter),
      ...createAdminTokenQueries(strapi, store, callers, limits, presenter),
    },
    ownerChanges: createOwnerChanges(strapi, store, narrowTokens),
    reloadToken: createReloadToken(store, settings, limits),
  };
}

/** What the host is given: one service that holds the others, made once per host. */
export const services = { all: createServices };

/**
 * The plugin's services in a host.
 * @throws {Error} at the first call, where a setting is wrong (see {@link readSettings})
 */
export function pluginServices(strapi: Pick<Host, 'plugin'>): Services {
  return strapi.plugin('api-tokens').service('all');
}
