import { createAuthenticator, type Authenticator } from '../authenticator';
import type { Host } from '../host';
import { readSettings, type Settings } from '../settings';
import { createAdminTokens, type AdminTokens } from './admin-tokens';
import { createApiTokens, type ApiTokens } from './api-tokens';
import { createCallers, type Callers } from './callers';
import { createCuts } from './cuts';
import { createLastUse, type LastUse } from './last-use';
import { createLoadCredential } from './load-credential';
import { createOwnerChanges, type OwnerChanges } from './owner-changes';
import { createReloadToken, type ReloadToken } from './reload-token';
import { createRevision, type Revision } from './revision';
import { createStandings } from './standings';
import { createTokenPresenter } from './token-presenter';
import { createTokens, type Tokens } from './tokens';

/** All services of the plugin, as they depend on each other. */
export interface Services {
  settings: Settings;
  revision: Revision;
  lastUse: LastUse;
  tokens: Tokens;
  callers: Callers;
  apiTokens: ApiTokens;
  adminTokens: AdminTokens;
  ownerChanges: OwnerChanges;
  authenticator: Authenticator;
  reloadToken: ReloadToken;
}

function createServices({ strapi }: { strapi: Host }): Services {
  const settings = readSettings(strapi.config, (message) => strapi.log.warn(message));
  const revision = createRevision(strapi, settings.cache);
  const lastUse = createLastUse(strapi, settings.trackLastUse);
  const standings = createStandings(strapi);
  const callers = createCallers(strapi, settings, standings);
  const tokens = createTokens(strapi, settings, revision, callers);
  const cuts = createCuts(tokens, standings);
  const presenter = createTokenPresenter(strapi, settings, lastUse);
  return {
    settings,
    revision,
    lastUse,
    tokens,
    callers,
    apiTokens: createApiTokens(strapi, tokens, callers, standings, presenter),
    adminTokens: createAdminTokens(strapi, tokens, callers, standings, cuts, presenter),
    ownerChanges: createOwnerChanges(strapi, revision, cuts),
    authenticator: createAuthenticator(strapi, settings, revision, createLoadCredential(strapi, standings)),
    reloadToken: createReloadToken(strapi, settings, standings),
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
