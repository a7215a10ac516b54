import { NotFoundError } from '../errors';
import type { Host, RequestContext } from '../host';
import { readLeakReport } from '../input/read-leak-report';
import type { LeakReports } from '../leak-reports';
import { answerErrors } from '../middlewares/answer-errors';
import { noStore } from '../middlewares/no-store';
import { originOf } from '../request/origin-of';
import { createRequestLimit } from '../request/request-limit';
import type { Settings } from '../settings';

/** Requests per minute and network. */
const LIMIT = { limit: 60, windowMs: 60_000, maxNetworks: 10_000 };

/**
 * Adds the public route for reports of leaked keys, which returns 404 if `apiToken.leaks` is `off`. It is not among the routes that the plugin
 * exports: its handler would become an action that tokens can be granted.
 */
export function addLeakedKeysRoute({ server }: Pick<Host, 'server'>, { leaks, track }: Pick<Settings, 'leaks' | 'track'>, reports: LeakReports): void {
  const requests = createRequestLimit(LIMIT);

  function report(ctx: RequestContext): void {
    // Without a route, Strapi would return 405, since other routes match the path.
    if (leaks === 'off') throw new NotFoundError('Not Found');
    requests.count(ctx.ip);
    reports.take(readLeakReport(ctx.request.body), originOf(ctx, track));
    ctx.status = 202;
    ctx.body = {};
  }

  server.routes({
    type: 'content-api',
    routes: [{
      method: 'POST',
      path: '/api-tokens/leaked',
      handler: report,
      info: { pluginName: 'api-tokens' },
      config: { auth: false, middlewares: [noStore, answerErrors] },
    }],
  });
}
