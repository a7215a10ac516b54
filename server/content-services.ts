import { createAuthenticator, type Authenticator } from './credentials/authenticator';
import { createCallers, type Callers } from './callers';
import { createCheckContentPermissions, type CheckContentPermissions } from './commands/check-content-permissions';
import { createContentApiTokenCommands, type ContentApiTokenCommands } from './commands/content-api-token-commands';
import { createDeleteOldEvents } from './commands/delete-old-events';
import { createDeleteOldUsage } from './commands/delete-old-usage';
import { createEndLeakedKeys, type EndLeakedKeys } from './commands/end-leaked-keys';
import { createRemind, type ReminderMail } from './commands/remind';
import { createRotateSecrets, type RotateSecrets } from './commands/rotate-secrets';
import { createCredentialOf, type CredentialOf } from './credentials/credential-of';
import type { Host } from './host';
import { kindOfAccessKey } from './key/access-key';
import { createIssueKey, type IssueKey } from './key/issue-key';
import { createKeyring, type Keyring } from './key/keyring';
import { createLoadCredential } from './credentials/load-credential';
import type { Owners } from './owners/owners';
import { createContentApiTokenQueries, type ContentApiTokenQueries } from './queries/content-api-token-queries';
import { createEventQueries, type EventQueries } from './queries/event-queries';
import { createIdentifyKey, type IdentifyKey } from './queries/identify-key';
import { createLivesOf, type LivesOf } from './queries/lives';
import { createSecretsQuery, type SecretsQuery } from './queries/secrets-query';
import { createTokenPresenter, type TokenPresenter } from './queries/token-presenter';
import { createRateLimiter, type RateLimiter } from './rate-limit/rate-limiter';
import { createRedisRateLimiter } from './rate-limit/redis-rate-limiter';
import { createRetiredKeyUses, type RetiredKeyUses } from './credentials/retired-key-uses';
import { createRequestCounter, type RequestCounter } from './request/request-counter';
import type { Settings } from './settings';
import type { StoreDatabase } from './store/database';
import { createFeed } from './store/feed';
import { createLastUse, type LastUse } from './store/last-use';
import { createRehashKeys, type RehashKeys } from './store/rehash-keys';
import { createStore, type Store } from './store/store';
import { createTokenLimits, type TokenLimits } from './token-limits';
import { createUpkeep, type Upkeep } from './upkeep';
import { createUsage, type Usage } from './usage';

/** The services of content-API tokens, in a CMS or without one. */
export interface ContentServices {
  settings: Settings;
  owners: Owners;
  keyring: Keyring;
  issueKey: IssueKey;
  store: Store;
  lastUse: LastUse;
  usage: Usage;
  rehashKeys: RehashKeys;
  retiredKeyUses: RetiredKeyUses;
  rateLimiter: RateLimiter;
  limits: TokenLimits;
  callers: Callers;
  presenter: TokenPresenter;
  livesOf: LivesOf;
  identifyKey: IdentifyKey;
  credentialOf: CredentialOf;
  checkContentPermissions: CheckContentPermissions;
  contentApiTokens: ContentApiTokenCommands & ContentApiTokenQueries;
  events: EventQueries;
  endLeakedKeys: EndLeakedKeys;
  rotateSecrets: RotateSecrets;
  secretsQuery: SecretsQuery;
  authenticator: Authenticator;
  requestCounter: RequestCounter;
  upkeep: Upkeep;
}

/**
 * See {@link ContentServices}. `mailOf` creates the mailer for reminders, in hosts that have one.
 * @throws {Error} if a setting needs a package that is not installed
 */
export function createContentServices(
  host: Pick<Host, 'log' | 'contentAPI'>, db: StoreDatabase, settings: Settings, owners: Owners,
  mailOf: (store: Store, livesOf: LivesOf) => ReminderMail | null = () => null,
): ContentServices {
  const keyring = createKeyring(settings);
  const issueKey = createIssueKey(keyring, settings.keyPrefix);
  const store = createStore(db);
  const lastUse = createLastUse(db, host.log, settings.track);
  const usage = createUsage(store, host.log, settings.track);
  const rehashKeys = createRehashKeys(store, host.log, keyring.saltIds);
  const retiredKeyUses = createRetiredKeyUses(store, host.log, settings.track);
  const limits = createTokenLimits(owners, settings.policy);
  const callers = createCallers(owners, keyring, limits, settings.track);
  const livesOf = createLivesOf(owners, limits);
  const credentialOf = createCredentialOf(owners, limits, settings, host);
  const identifyKey = createIdentifyKey(keyring, livesOf);
  const presenter = createTokenPresenter(host, keyring, owners, limits, livesOf, lastUse);
  const checkContentPermissions = createCheckContentPermissions(host);
  const rateLimiter = settings.redisUrl === null ? createRateLimiter() : createRedisRateLimiter(settings.redisUrl, keyring.saltIds[0], host.log);
  const feed = createFeed(store, host, settings.cache);
  const authenticator = createAuthenticator(
    host, settings, keyring, feed, createLoadCredential(store, credentialOf, keyring, rehashKeys), declaredOtherwise(settings, keyring),
  );
  const secretsQuery = createSecretsQuery(store, callers, keyring);
  return {
    settings,
    owners,
    keyring,
    issueKey,
    store,
    lastUse,
    usage,
    rehashKeys,
    retiredKeyUses,
    rateLimiter,
    limits,
    callers,
    presenter,
    livesOf,
    identifyKey,
    credentialOf,
    checkContentPermissions,
    contentApiTokens: {
      ...createContentApiTokenCommands(settings, issueKey, store, callers, limits, lastUse, presenter, checkContentPermissions, host),
      ...createContentApiTokenQueries(store, callers, limits, livesOf, identifyKey, presenter, usage, rateLimiter, host),
    },
    events: createEventQueries(store, callers),
    endLeakedKeys: createEndLeakedKeys(settings.leaks, store),
    rotateSecrets: createRotateSecrets(store, keyring, secretsQuery),
    secretsQuery,
    upkeep: createUpkeep(store, host.log, [createRemind(store, livesOf, mailOf(store, livesOf)), createDeleteOldEvents(settings, store), createDeleteOldUsage(store)]),
    authenticator,
    requestCounter: createRequestCounter(usage, authenticator, settings.track),
  };
}

/** The hashes of declared keys that do not have the plugin's forms, or whose form is unknown. */
function declaredOtherwise({ tokens }: Settings, { candidates }: Keyring): Set<string> {
  return new Set(tokens.flatMap(({ key, keyHash }) => (key === null ? [keyHash!] : kindOfAccessKey(key) === null ? candidates(key) : [])));
}
