import { createAuthenticator, type Authenticator } from './authenticator';
import { createCallers, type Callers } from './callers';
import { createContentApiTokenCommands, type ContentApiTokenCommands } from './commands/content-api-token-commands';
import type { Host } from './host';
import { createLoadCredential } from './load-credential';
import type { Owners } from './owners';
import { createContentApiTokenQueries, type ContentApiTokenQueries } from './queries/content-api-token-queries';
import { createTokenPresenter, type TokenPresenter } from './queries/token-presenter';
import type { Settings } from './settings';
import type { StoreDatabase } from './store/database';
import { createFeed } from './store/feed';
import { createLastUse, type LastUse } from './store/last-use';
import { createStore, type Store } from './store/store';
import { createTokenLimits, type TokenLimits } from './token-limits';

/** What content-API tokens need, in a CMS or without one. */
export interface ContentServices {
  settings: Settings;
  store: Store;
  lastUse: LastUse;
  limits: TokenLimits;
  callers: Callers;
  presenter: TokenPresenter;
  contentApiTokens: ContentApiTokenCommands & ContentApiTokenQueries;
  authenticator: Authenticator;
}

/** See {@link ContentServices}. */
export function createContentServices(
  host: Pick<Host, 'log' | 'contentAPI'>, db: StoreDatabase, settings: Settings, owners: Owners,
): ContentServices {
  const store = createStore(db);
  const lastUse = createLastUse(db, host.log, settings.trackLastUse);
  const limits = createTokenLimits(owners);
  const callers = createCallers(owners, settings, limits);
  const presenter = createTokenPresenter(host, settings, owners, lastUse);
  const feed = createFeed(store, host, settings.cache);
  return {
    settings,
    store,
    lastUse,
    limits,
    callers,
    presenter,
    contentApiTokens: {
      ...createContentApiTokenCommands(host, settings, store, callers, limits, presenter),
      ...createContentApiTokenQueries(store, callers, presenter),
    },
    authenticator: createAuthenticator(host, settings, feed, createLoadCredential(store, owners, limits)),
  };
}
