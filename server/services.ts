import { createAdminTokenCommands, type AdminTokenCommands } from './commands/admin-token-commands';
import { createCheckAdminPermissions } from './commands/check-admin-permissions';
import { createDeclareTokens, type DeclareTokens } from './commands/declare-tokens';
import { createNarrowTokens } from './commands/narrow-tokens';
import { createContentServices, type ContentServices } from './content-services';
import type { Host } from './host';
import { hostDatabase } from './host-database';
import { createLeakReports, type LeakReports } from './leak-reports';
import { createOwnerChanges, type OwnerChanges } from './owners/owner-changes';
import { createOwners } from './owners/owners';
import { createAdminTokenQueries, type AdminTokenQueries } from './queries/admin-token-queries';
import { createExplain, type ExplainRequest } from './queries/explain-request';
import { createImportTokens, type ImportTokens } from './strapi/import-tokens';
import { createReminderMail } from './strapi/reminder-mail';
import { createReloadToken, type ReloadToken } from './credentials/reload-token';
import { readSettings, TOKENS } from './settings';
import { createTokensService, type TokensService } from './tokens-service';
import { createFindRoute } from './strapi/find-route';

/** All services of the plugin in a CMS. */
export interface Services extends ContentServices {
  adminTokens: AdminTokenCommands & AdminTokenQueries & { explain: ExplainRequest };
  contentApiTokens: ContentServices['contentApiTokens'] & { explain: ExplainRequest };
  declareTokens: DeclareTokens;
  leakReports: LeakReports;
  ownerChanges: OwnerChanges;
  reloadToken: ReloadToken;
  importStrapiTokens: ImportTokens;
}

function createServices({ strapi }: { strapi: Host }): Services {
  const settings = readSettings(strapi.config, (message) => strapi.log.warn(message));
  const owners = createOwners(strapi);
  const content = createContentServices(strapi, hostDatabase(strapi), settings, owners, (...parts) => createReminderMail(strapi, owners, ...parts));
  const { keyring, issueKey, store, limits, callers, lastUse, livesOf, identifyKey, presenter, usage, checkContentPermissions } = content;
  const narrowTokens = createNarrowTokens(owners, limits);
  const checkAdminPermissions = createCheckAdminPermissions(strapi);
  const explain = createExplain(strapi, createFindRoute(strapi), store, callers, content.credentialOf, content.rateLimiter);
  return {
    ...content,
    contentApiTokens: { ...content.contentApiTokens, explain: explain('content-api') },
    adminTokens: {
      ...createAdminTokenCommands(settings, issueKey, store, callers, limits, checkAdminPermissions, narrowTokens, lastUse, presenter),
      ...createAdminTokenQueries(strapi, store, callers, limits, livesOf, identifyKey, presenter, usage, content.rateLimiter),
      explain: explain('admin'),
    },
    declareTokens: createDeclareTokens(
      strapi, TOKENS, settings.tokens, settings.policy, keyring, store, owners, checkContentPermissions, { checkPermissions: checkAdminPermissions, narrowTokens },
    ),
    leakReports: createLeakReports(keyring, content.endLeakedKeys, strapi.log),
    ownerChanges: createOwnerChanges(strapi, store, narrowTokens),
    reloadToken: createReloadToken(store, keyring, limits),
    importStrapiTokens: createImportTokens(strapi, store, callers, keyring, owners),
  };
}

/** The services as the host sees them: one that contains all others, created once per host, and the one for the host's own code. */
export const services = { all: createServices, tokens: ({ strapi }: { strapi: Host }): TokensService => createTokensService(pluginServices(strapi)) };

/**
 * The plugin's services in a host.
 * @throws {Error} on the first call, if a setting is wrong (see {@link readSettings})
 */
export function pluginServices(strapi: Pick<Host, 'plugin'>): Services {
  return strapi.plugin('api-tokens').service('all');
}
