import { createDeclareTokens } from '../server/commands/declare-tokens';
import { createContentServices, type ContentServices } from '../server/content-services';
import { readDeclaredTokens } from '../server/input/read-declared-tokens';
import type { Restrictable } from '../server/host';
import type { Owners } from '../server/owners/owners';
import { withDefaults } from '../server/settings';
import { carryOver } from '../server/start/carry-over';
import { checkSalt } from '../server/start/check-salt';
import { messageOf } from '../server/store/database-failure';
import { checkOptions, settingsOf } from './check-options';
import { createTables } from './create-tables';
import { createRestrictable } from './create-restrict';
import { createKnexDatabase } from './knex-database';
import type { KoaApiTokensOptions } from './koa-api-tokens-options';

/** The started services of a Koa app's tokens. */
export interface StartedServices {
  services: ContentServices;
  /** What tokens can be restricted to; undefined if they cannot be restricted. */
  restrictable: Restrictable | undefined;
  /** Writes pending data. The app destroys its knex instance itself. */
  stop(): Promise<void>;
}

/** The declared tokens, as messages name them. */
const TOKENS = 'createKoaApiTokens: tokens';

/** The owners of admin tokens: an app without accounts has none. */
const NO_OWNERS: Owners = {
  find: async () => new Map(),
  findByEmail: async () => null,
  hasAny: async () => false,
  limitOf: async () => [],
  abilityOf: async () => ({ can: () => false }),
};

/**
 * Checks the options, creates missing tables and declared tokens, and starts the services.
 * @throws {TypeError} if an option is missing, unknown or wrong
 * @throws {Error} if the database cannot be used, a secret is too weak for production, or a declared token is invalid
 */
export async function startServices(options: KoaApiTokensOptions): Promise<StartedServices> {
  checkOptions(options);
  const { knex, salt, previousSalts = [], encryptionKey, previousEncryptionKeys = [], log = console } = options;
  const actions = [...new Set(options.actions)];
  const tokens = readDeclaredTokens(TOKENS, options.tokens ?? [], ['content-api']);
  const settings = { ...withDefaults(settingsOf(options)), salt, previousSalts, encryptionKey: encryptionKey || null, previousEncryptionKeys, tokens };
  const restrictable = options.contentTypes && createRestrictable(options.contentTypes);
  const contentAPI = { permissions: { providers: { action: { keys: () => actions } } }, restrictable };
  const services = createContentServices({ log, contentAPI }, createKnexDatabase(knex), settings, NO_OWNERS);
  const { checkContentPermissions, keyring, lastUse, rateLimiter, rehashKeys, requestCounter, retiredKeyUses, store, upkeep, usage } = services;

  try {
    await createTables(knex);
    await store.ensure();
    await carryOver({ log }, store, true);
    await checkSalt(log, 'the option salt of createKoaApiTokens', keyring, store);
  } catch (error) {
    throw new Error(`createKoaApiTokens: the database cannot be used: ${messageOf(error)}.`);
  }
  await createDeclareTokens({ log, contentAPI }, TOKENS, tokens, settings.policy, keyring, store, NO_OWNERS, checkContentPermissions, null)();
  await rateLimiter.start();
  lastUse.start();
  usage.start();
  rehashKeys.start();
  upkeep.start();
  return {
    services,
    restrictable,
    async stop() {
      await Promise.all([
        lastUse.stop(), rateLimiter.stop(), rehashKeys.stop(), retiredKeyUses.stop(), upkeep.stop(), requestCounter.stop().then(() => usage.stop()),
      ]);
    },
  };
}
