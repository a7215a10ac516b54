import { createAuthenticator, type Authenticator } from './authenticator';
import { createCallers, type Callers } from './callers';
import { createAdminTokenCommands, type AdminTokenCommands } from './commands/admin-token-commands';
import { createCheckAdminPermissions } from './commands/check-admin-permissions';
import { createContentApiTokenCommands, type ContentApiTokenCommands } from './commands/content-api-token-commands';
import { createNarrowTokens } from './commands/narrow-tokens';
import type { Host } from './host';
import { createLoadCredential } from './load-credential';
import { createOwnerChanges, type OwnerChanges } from './owner-changes';
import { createOwners } from './owners';
import { createAdminTokenQueries, type AdminTokenQueries } from './queries/admin-token-queries';
import { createContentApiTokenQueries, type ContentApiTokenQueries } from './queries/content-api-token-queries';
import { createTokenPresenter } from './queries/token-presenter';
import { createReloadToken, type ReloadToken } from './reload-token';
import { readSettings, type Settings } from './settings';
import type { StoreDatabase } from './store/database';
import { createFeed } from './store/feed';
import { createLastUse, type LastUse } from './store/last-use';
import { createStore, type Store } from './store/store';
import { createTokenLimits } from './token-limits';

/** All services of the plugin, as they depend on each other. */
export interface Services {
  settings: Settings;
  store: Store;
  lastUse: LastUse;
  callers: Callers;
  contentApiTokens: ContentApiTokenCommands & ContentApiTokenQueries;
  adminTokens: AdminTokenCommands & AdminTokenQueries;
  ownerChanges: OwnerChanges;
  authenticator: Authenticator;
  reloadToken: ReloadToken;
}

function createServices({ strapi }: { strapi: Host }): Services {
  const settings = readSettings(strapi.config, (message) => strapi.log.warn(message));
  // Strapi types neither its knex nor its transactions.
  const store = createStore(strapi.db as unknown as StoreDatabase);
  const feed = createFeed(store, strapi, settings.cache);
  const lastUse = createLastUse(store.db, strapi.log, settings.trackLastUse);
  const owners = createOwners(strapi);
  const limits = createTokenLimits(owners);
  const callers = createCallers(owners, settings, limits);
  const narrowTokens = createNarrowTokens(owners, limits);
  const presenter = createTokenPresenter(strapi, settings, owners, lastUse);
  return {
    settings,
    store,
    lastUse,
    callers,
    contentApiTokens: {
      ...createContentApiTokenCommands(strapi, settings, store, callers, limits, presenter),
      ...createContentApiTokenQueries(store, callers, presenter),
    },
    adminTokens: {
      ...createAdminTokenCommands(settings, store, callers, limits, createCheckAdminPermissions(strapi), narrowTokens, presenter),
      ...createAdminTokenQueries(strapi, store, callers, limits, presenter),
    },
    ownerChanges: createOwnerChanges(strapi, store, narrowTokens),
    authenticator: createAuthenticator(strapi, settings, feed, createLoadCredential(strapi, store, limits)),
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
