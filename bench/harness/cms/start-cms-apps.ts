import type { AddressInfo } from 'node:net';
import type Koa from 'koa';
import { seedDemoContent } from '../../../cms/api/demo-content';
import type { Cms } from '../../../cms/cms';
import { createCms } from '../../../cms/create-cms';
import { createApp } from '../../../cms/http/create-app';
import { closeHttpServer, createHttpServer } from '../../../cms/http/http-server';
import { bearer } from '../../../server/middlewares/bearer';
import { pluginServices } from '../../../server/services';
import { secrets } from '../secrets';

/** Where the CMS answers. */
export interface Started {
  port: number;
  articlePath: string;
  /** What it answers. */
  article: string;
  /** The CMS's app once more, with the article's route under four paths: for either kind of key, and open to everybody. */
  twins: { port: number; content: string; contentOpen: string; admin: string; adminOpen: string };
}

/** A CMS with its apps, of which those besides its own answer without a network too. */
export interface CmsApps {
  readonly cms: Cms;
  readonly started: Started;
  /** See {@link Started.twins}. */
  readonly twin: Koa;
  /** The same without counting requests. */
  readonly uncounted: Koa;
  /** How many keys the database was asked for so far. */
  countKeyReads(): number;
  stop(): Promise<void>;
}

/** Starts the CMS in `folder` as `npm start` runs it in production, with its log going to where this process's output goes. */
export async function startCmsApps(folder: string, variables: Record<string, string>): Promise<CmsApps> {
  const servers: Array<ReturnType<typeof createHttpServer>> = [];
  const running = await createCms({
    root: folder,
    variables: {
      NODE_ENV: 'production',
      ...secrets,
      ...variables,
    },
  });
  const { cms, log } = running;
  let keyReads = 0;
  await seedDemoContent(cms);
  // As many as are asked for: keys that come in together are read by one statement.
  cms.db.connection.on('query', ({ sql, bindings }: { sql: string; bindings: unknown[] }) => {
    if (/hash. in /.test(sql)) keyReads += bindings.length;
  });
  const [article] = await cms.db.query('api::article.article').findMany({ limit: 1 });
  const { documentId } = article!;
  const articleRoutes = cms.routes.filter(({ type, owner }) => type === 'content-api' && owner === 'api::article');
  const route = articleRoutes.find(({ name }) => name === 'article.findOne')!;
  const appWith = (counting: ReturnType<typeof bearer>) => createApp({
    cms: {
      ...cms,
      contentAPI: cms.contentAPI,
      routes: [
        ...cms.routes.filter(({ type }) => type === 'content-api'),
        // All of them, since a router looks at every route that may be meant: it shall have as much to do as without the token.
        ...articleRoutes.map((each) => ({ ...each, fullPath: each.fullPath.replace('/articles', '/open-articles'), config: { auth: false as const } })),
        { ...route, type: 'admin', fullPath: '/admin/articles/:id', config: {} },
        { ...route, type: 'admin', fullPath: '/admin/open-articles/:id', config: { auth: false } },
      ],
    },
    log,
    policies: {},
    middlewares: [counting, pluginServices(cms).ownerChanges.settle],
    panelFolder: folder,
  });
  const twin = appWith(bearer(pluginServices(cms).requestCounter));
  const uncounted = appWith(bearer());
  const twins = {
    port: await serve(twin),
    content: `/api/articles/${documentId}`,
    contentOpen: `/api/open-articles/${documentId}`,
    admin: `/admin/articles/${documentId}`,
    adminOpen: `/admin/open-articles/${documentId}`,
  };
  const answer = await (await fetch(`http://127.0.0.1:${twins.port}${twins.contentOpen}`)).text();
  if (!answer.includes(documentId)) throw new Error(`Wrong answer: ${answer}`);
  return {
    cms, twin, uncounted,
    started: { port: await serve(running.app), articlePath: twins.content, article: answer, twins },
    countKeyReads: () => keyReads,
    async stop() {
      await Promise.all(servers.map(closeHttpServer));
      await running.stop();
    },
  };

  async function serve(app: Koa): Promise<number> {
    const server = createHttpServer(app, { info: () => {} });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }
}
