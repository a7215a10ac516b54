import { actions } from './actions';
import { contentTypes } from './content-types';
import adminTokens from './controllers/admin-tokens';
import apiTokens from './controllers/api-tokens';
import { hideFromGraphql } from './strapi/hide-from-graphql';
import type { Host } from './host';
import { bearer } from './middlewares/bearer';
import { permissionService } from './permission-service';
import { addPlacementRoute } from './strapi/placement-route';
import routes from './routes';
import { pluginServices, services } from './services';
import { carryOver } from './start/carry-over';
import { checkSalt } from './start/check-salt';
import { grantReveal } from './start/grant-reveal';
import { keepFormerTables, keepTables } from './strapi/keep-tables';
import { seedTokens } from './start/seed-tokens';
import { adminStrategy } from './strategies/admin';
import { authenticateFirst } from './strapi/authenticate-first';
import { contentApiStrategy } from './strategies/content-api';
import { watchWrites } from './strapi/watch-writes';

/** The plugin's server half, in the form in which Strapi loads a plugin. */
export default {
  contentTypes,
  services,
  controllers: { 'api-tokens': apiTokens, 'admin-tokens': adminTokens },
  routes,

  /** Before the host's routes are made. @throws {Error} where a setting is wrong */
  register({ strapi }: { strapi: Host }): void {
    const { authenticator, lastUse, ownerChanges, reloadToken, store } = pluginServices(strapi);
    hideFromGraphql(strapi);
    keepFormerTables(strapi, store);
    strapi.server.use(bearer());
    strapi.server.use(ownerChanges.settle);
    const strategies = {
      'content-api': contentApiStrategy({ authenticator, lastUse }),
      admin: adminStrategy(strapi, { authenticator, lastUse }, reloadToken),
    };
    strapi.get('auth').register('content-api', strategies['content-api']);
    strapi.get('auth').register('admin', strategies.admin);
    authenticateFirst(strapi, strategies);
    addPlacementRoute(strapi);
  },

  /** Once the database is there, before the first request. */
  async bootstrap({ strapi }: { strapi: Host }): Promise<void> {
    const { lastUse, ownerChanges, reloadToken, settings, store } = pluginServices(strapi);
    await permissionService(strapi).actionProvider.registerMany(actions);
    await store.ensure();
    await carryOver(strapi, store);
    await checkSalt(strapi.log, settings.salt, store);
    await ownerChanges.watch();
    watchWrites(strapi, reloadToken);
    await keepTables(strapi);
    await grantReveal(strapi, store);
    await seedTokens(strapi, store, settings);
    if (settings.encryptionKey === null) {
      strapi.log.warn('API tokens: admin.secrets.encryptionKey (ENCRYPTION_KEY) is not set, so keys are shown only once.');
    }
    lastUse.start();
  },

  /** When the host stops: what was collected is written. */
  async destroy({ strapi }: { strapi: Host }): Promise<void> {
    const { lastUse, ownerChanges } = pluginServices(strapi);
    await ownerChanges.stop();
    await lastUse.stop();
  },
};
