import { actions } from './actions';
import { contentTypes } from './content-types';
import adminTokens from './controllers/admin-tokens';
import apiTokens from './controllers/api-tokens';
import strapiTokens from './controllers/strapi-tokens';
import clientAddress from './controllers/client-address';
import tokenEvents from './controllers/token-events';
import tokenPolicy from './controllers/token-policy';
import tokenSecrets from './controllers/token-secrets';
import { flushAfterServer } from './strapi/flush-after-server';
import { hideFromGraphql } from './strapi/hide-from-graphql';
import type { Host } from './host';
import { bearer } from './middlewares/bearer';
import { permissionService } from './owners/permission-service';
import { acceptAtMcp } from './strapi/accept-at-mcp';
import { addPlacementRoute } from './strapi/placement-route';
import routes from './routes';
import { addLeakedKeysRoute } from './routes/add-leaked-keys-route';
import { addSelfRoutes } from './routes/add-self-routes';
import { pluginServices, services } from './services';
import { SALT } from './settings';
import { carryOver } from './start/carry-over';
import { checkProxy } from './start/check-proxy';
import { checkSalt } from './start/check-salt';
import { grantReveal } from './start/grant-reveal';
import { keepFormerTables, keepTables } from './strapi/keep-tables';
import { nameTokenInLog } from './strapi/name-token-in-log';
import { restrictStrapi } from './strapi/restrictions/restrict-strapi';
import { tellRequiredInGraphql } from './strapi/tell-required-in-graphql';
import { tellStrapi } from './strapi/tell-strapi';
import { seedTokens } from './start/seed-tokens';
import { adminStrategy } from './strategies/admin';
import { afterAccounts } from './strapi/after-accounts';
import { authenticateFirst } from './strapi/authenticate-first';
import { contentApiStrategy } from './strategies/content-api';
import { watchWrites } from './strapi/watch-writes';

/** What remains to be done to enforce restrictions once a host's content types exist. */
const restrictions = new WeakMap<Host, () => void>();

/** The plugin's server half, in the form that Strapi loads. */
const plugin = {
  contentTypes,
  services,
  controllers: { 'api-tokens': apiTokens, 'admin-tokens': adminTokens, 'client-address': clientAddress, 'token-events': tokenEvents, 'token-policy': tokenPolicy, 'token-secrets': tokenSecrets, 'strapi-tokens': strapiTokens },
  routes,

  /** Runs before the host's routes are created. @throws {Error} if a setting is wrong */
  async register({ strapi }: { strapi: Host }): Promise<void> {
    const { authenticator, lastUse, leakReports, ownerChanges, rateLimiter, reloadToken, requestCounter, retiredKeyUses, settings, store } = pluginServices(strapi);
    const bearerServices = { authenticator, lastUse, rateLimiter, requestCounter, retiredKeyUses };
    hideFromGraphql(strapi);
    nameTokenInLog(strapi);
    tellRequiredInGraphql(strapi);
    keepFormerTables(strapi, store);
    strapi.server.use(bearer(requestCounter));
    strapi.server.use(ownerChanges.settle);
    const strategies = {
      'content-api': contentApiStrategy(bearerServices),
      admin: adminStrategy(strapi, bearerServices, reloadToken),
    };
    strapi.get('auth').register('content-api', strategies['content-api']);
    strapi.get('auth').register('admin', strategies.admin);
    authenticateFirst(strapi, strategies);
    addPlacementRoute(strapi);
    addSelfRoutes(strapi, strategies);
    addLeakedKeysRoute(strapi, settings, leakReports);
    restrictions.set(strapi, restrictStrapi(strapi));
  },

  /** Runs once the database exists, before the first request. */
  async bootstrap({ strapi }: { strapi: Host }): Promise<void> {
    const services = pluginServices(strapi);
    const { declareTokens, issueKey, keyring, lastUse, ownerChanges, rateLimiter, rehashKeys, reloadToken, settings, store, upkeep, usage } = services;
    await permissionService(strapi).actionProvider.registerMany(actions);
    await store.ensure();
    tellStrapi(strapi, store);
    await carryOver(strapi, store);
    await checkSalt(strapi.log, SALT, keyring, store);
    await ownerChanges.watch();
    acceptAtMcp(strapi, services);
    watchWrites(strapi, reloadToken);
    restrictions.get(strapi)?.();
    await keepTables(strapi, store);
    await grantReveal(strapi, store);
    await afterAccounts(strapi, declareTokens);
    await seedTokens(strapi, store, settings, issueKey);
    if (!keyring.encrypts) {
      strapi.log.warn('API tokens: admin.secrets.encryptionKey (ENCRYPTION_KEY) is not set, so keys are shown only once.');
    }
    const forgeable = checkProxy(strapi.config.get('server.proxy'));
    if (forgeable !== null) strapi.log.warn(forgeable);
    await rateLimiter.start();
    lastUse.start();
    usage.start();
    rehashKeys.start();
    upkeep.start();
  },

  /** Runs when the host stops: writes pending data. */
  async destroy({ strapi }: { strapi: Host }): Promise<void> {
    const { lastUse, leakReports, ownerChanges, rateLimiter, rehashKeys, requestCounter, retiredKeyUses, upkeep, usage } = pluginServices(strapi);
    // A mail server may take minutes, and whoever stops the process may not wait that long.
    const upkeepStopped = upkeep.stop();
    await leakReports.stop();
    await ownerChanges.stop();
    await rehashKeys.stop();
    await retiredKeyUses.stop();
    await lastUse.stop();
    await requestCounter.stop();
    await usage.stop();
    await rateLimiter.stop();
    await upkeepStopped;
    flushAfterServer(strapi, async () => {
      await retiredKeyUses.stop();
      await lastUse.flush();
      await requestCounter.stop();
      await usage.flush();
    });
  },
};

export type ServerPlugin = typeof plugin;
export default plugin;
