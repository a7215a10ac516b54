import { actions } from './actions';
import { contentTypes } from './content-types';
import adminTokens from './controllers/admin-tokens';
import apiTokens from './controllers/api-tokens';
import { hideFromGraphql } from './hide-from-graphql';
import type { Host } from './host';
import { keepTables } from './keep-tables';
import { bearer } from './middlewares/bearer';
import { addPlacementRoute } from './placement-route';
import routes from './routes';
import { pluginServices, services } from './services';
import { checkSalt } from './services/check-salt';
import { grantReveal } from './services/grant-reveal';
import { permissionService } from './services/permission-service';
import { seedTokens } from './services/seed-tokens';
import { adminStrategy } from './strategies/admin';
import { authenticateFirst } from './strategies/authenticate-first';
import { contentApiStrategy } from './strategies/content-api';
import { watchWrites } from './strategies/strapi-admin-writes';

/** The plugin's server half, in the form in which Strapi loads a plugin. */
export default {
  contentTypes,
  services,
  controllers: { 'api-tokens': apiTokens, 'admin-tokens': adminTokens },
  routes,

  /** Before the host's routes are made. @throws {Error} where a setting is wrong */
  register({ strapi }: { strapi: Host }): void {
    const { authenticator, lastUse, ownerChanges, reloadToken } = pluginServices(strapi);
    hideFromGraphql(strapi);
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
    const { lastUse, ownerChanges, reloadToken, revision, settings, tokens } = pluginServices(strapi);
    await permissionService(strapi).actionProvider.registerMany(actions);
    await revision.ensure();
    await checkSalt(strapi, settings.salt, revision);
    await ownerChanges.watch();
    watchWrites(strapi, reloadToken);
    await keepTables(strapi);
    await grantReveal(strapi, revision);
    await seedTokens(strapi, tokens);
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
