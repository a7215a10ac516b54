import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type Koa from 'koa';
import pino, { type Logger } from 'pino';
import type { Middleware } from '../server/host';
import { adminContentTypes } from './admin/content-types';
import { createAdmin } from './admin/create-admin';
import { contentTypes as apiContentTypes } from './api';
import { seedDemoContent } from './api/demo-content';
import { createAuth } from './auth';
import type { Cms, MountedRoute } from './cms';
import { loadConfiguration, type Configuration } from './config/configuration';
import { readVariables } from './config/env-file';
import { createContentApi } from './content-api/content-api';
import { contentApiInfo } from './content-api-info';
import { createDatabase } from './database/create-database';
import type { DatabaseSettings } from './database/database-settings';
import { startFailure } from './database/start-failure';
import { createStore } from './database/store';
import { createGraphqlRoute } from './graphql/graphql-route';
import { loadPlugins, type Plugin } from './plugins';
import type { OwnedRouteSet, RouteSet } from './route';
import { createApp } from './http/create-app';
import { createFindRoute } from './http/find-route';
import { standardOutput } from './standard-output';

/** The options of {@link createCms}. */
export interface CmsOptions {
  /** The folder with its `.env` file and its data. */
  root: string;
  /** Environment variables; they take precedence over those of `.env`. */
  variables: Record<string, string | undefined>;
  /** The destination of log lines; standard output by default. */
  logTo?: pino.DestinationStream;
}

/** A CMS that is ready to handle requests. */
export interface RunningCms {
  readonly cms: Cms;
  readonly app: Koa;
  readonly config: Configuration;
  readonly log: Logger;
  /** Secrets that this start generated and wrote to `.env`. */
  readonly newSecrets: string[];
  /** Whether there is no account yet. */
  needsFirstAdmin(): Promise<boolean>;
  /** Writes pending data and closes the database. Call it once no request is running any more. */
  stop(): Promise<void>;
}

/** The folder that holds the compiled CMS, or its sources: where `config` and `strapi-server` are. */
const appFolder = join(__dirname, '..');

/**
 * Starts a CMS: configuration, plugins, database, routes. It does not listen yet.
 * @throws {Error} if a setting is missing or wrong
 */
export async function createCms({ root, variables: given, logTo }: CmsOptions): Promise<RunningCms> {
  const { variables, newSecrets } = readVariables(join(root, '.env'), given);
  const warnings: string[] = [];
  const config = loadConfiguration(join(appFolder, 'config'), variables, (message) => warnings.push(message));
  const log = createLog(config, logTo);
  for (const message of warnings) log.warn(message);
  const plugins = loadPlugins(config, appFolder, () => cms);
  const contentTypes = [...apiContentTypes, ...adminContentTypes, ...plugins.flatMap((plugin) => plugin.contentTypes)];
  const settings = databaseSettings(config, root);
  const db = createDatabase(settings, contentTypes, log);
  const middlewares: Middleware[] = [];
  const addedSets: OwnedRouteSet[] = [];
  const auth = createAuth();
  const routes: MountedRoute[] = [];

  const cms: Cms = {
    config,
    log,
    db,
    auth,
    routes,
    contentTypes: Object.fromEntries(contentTypes.map((type) => [type.uid, type])),
    store: createStore(db),
    server: {
      use: (middleware: Middleware) => middlewares.push(middleware),
      routes: (set: RouteSet) => addedSets.push({ ...set, owner: 'plugin' }),
    },
    get contentAPI() {
      return contentApi.contentAPI;
    },
    findRoute: createFindRoute(routes),
    policy: (name) => admin.policies[name],
    get: () => auth,
    service: () => admin.permissionService,
    plugin: (name) => findPlugin(plugins, name),
  };

  const admin = createAdmin({ auth, config, db, contentTypes: cms.contentTypes }, { editorActions: config.get('admin.roles.editor', []) });
  const contentApi = createContentApi(cms);
  auth.register('admin', admin.strategy);

  try {
    for (const plugin of plugins) await plugin.register();
    const own = [...admin.routeSets, contentApiInfo(contentApi.contentAPI)].map((set) => ({ ...set, owner: 'admin' }));
    mount(routes, [...own, ...contentApi.routeSets, createGraphqlRoute(cms), ...addedSets, ...plugins.flatMap((plugin) => plugin.routeSets())]);
    await db.sync().catch((error: unknown) => {
      throw startFailure(error, settings);
    });
    for (const plugin of plugins) await plugin.bootstrap();
    await admin.seed();
    if (config.get('environment') === 'development') await seedDemoContent(cms);
  } catch (error) {
    await db.destroy();
    throw error;
  }

  return {
    cms,
    app: createApp({ cms, log, policies: admin.policies, middlewares, panelFolder: builtPanel() }),
    config,
    log,
    newSecrets,
    needsFirstAdmin: async () => (await db.query('admin::user').count()) === 0,
    async stop() {
      for (const plugin of plugins) await plugin.destroy();
      await db.destroy();
    },
  };
}

/** The folder with the built panel: beside the built server, or below the sources that `npm run develop` and tests run from. */
function builtPanel(): string {
  const besideBuild = join(appFolder, 'panel');
  return existsSync(besideBuild) ? besideBuild : join(appFolder, 'dist', 'panel');
}

function createLog(config: Configuration, logTo?: pino.DestinationStream): Logger {
  return pino({
    level: config.get('server.logLevel'),
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    // Nothing logs these on purpose; this is a safety net.
    redact: ['*.authorization', '*.headers.authorization', '*.password', '*.accessKey', '*.encryptedKey', 'authorization', 'password'],
  }, logTo ?? standardOutput());
}

function databaseSettings(config: Configuration, root: string): DatabaseSettings {
  const settings = config.get('database');
  const { filename } = settings.connection;
  if (filename === undefined || isAbsolute(filename)) return settings;
  return { ...settings, connection: { ...settings.connection, filename: resolve(root, filename) } };
}

function findPlugin(plugins: Plugin[], name: string): Plugin {
  const found = plugins.find((plugin) => plugin.name === name);
  if (found === undefined) throw new Error(`There is no plugin named ${name}.`);
  return found;
}

function mount(routes: MountedRoute[], sets: OwnedRouteSet[]): void {
  for (const { type, owner, base = type === 'admin' ? '/admin' : '/api', prefix = '', routes: added } of sets) {
    routes.push(...added.map((route) => ({ ...route, type, owner, fullPath: `${base}${prefix}${route.path}` })));
  }
}
