import type { Caller } from '../callers';
import type { ExplainToken, IdentifyToken, RegenerateToken } from '../contract';
import type { Id, RequestContext } from '../host';
import { readEventQuery } from '../input/event-query';
import { readListQuery, type Page } from '../input/list-query';
import { readExplain } from '../input/read-explain';
import { readIdentify } from '../input/read-identify';
import { readTokenId } from '../input/read-token-id';
import { readUsageListQuery, readUsageQuery } from '../input/read-usage-query';
import { readRegenerate } from '../input/token-input';
import type { Services } from '../services';
import type { TokenKind } from '../token/token-record';

/** What the endpoints need of both kinds of token; results have the contract's types. */
interface Tokens<Create, Update> {
  list(caller: Caller, page: Page): Promise<object>;
  get(caller: Caller, id: Id): Promise<object>;
  identify(caller: Caller, request: IdentifyToken['Request']): Promise<object>;
  explain: Services['adminTokens']['explain'];
  create(caller: Caller, request: Create): Promise<object>;
  update(caller: Caller, id: Id, request: Update): Promise<object>;
  regenerate(caller: Caller, id: Id, request: RegenerateToken['Request']): Promise<object>;
  endPreviousKey(caller: Caller, id: Id): Promise<object>;
  usage(caller: Caller, id: Id, days: number): Promise<object>;
  listUsage(caller: Caller, request: ReturnType<typeof readUsageListQuery>): Promise<object>;
  denials(caller: Caller, id: Id): Promise<object>;
  revoke(caller: Caller, id: Id): Promise<object | null>;
}

/** The endpoints that both kinds of token have. `readCreate` and `readUpdate` check the bodies that differ. */
export function tokenEndpoints<Create, Update>(
  kind: TokenKind, tokens: Tokens<Create, Update>, { callers, events }: Pick<Services, 'callers' | 'events'>,
  readCreate: (body: unknown) => Create, readUpdate: (body: unknown) => Update,
) {
  return {
    async find(ctx: RequestContext) {
      ctx.body = await tokens.list(callers.of(ctx), readListQuery(ctx.querystring, kind));
    },

    async findOne(ctx: RequestContext) {
      ctx.body = { data: await tokens.get(callers.of(ctx), readTokenId(ctx.params.id)) };
    },

    async identify(ctx: RequestContext) {
      ctx.body = { data: await tokens.identify(callers.of(ctx), readIdentify(ctx.request.body)) };
    },

    async explain(ctx: RequestContext) {
      const id = readTokenId(ctx.params.id);
      ctx.body = { data: await tokens.explain(callers.of(ctx), id, readExplain(ctx.request.body)) } satisfies ExplainToken['Response'];
    },

    async create(ctx: RequestContext) {
      const data = await tokens.create(callers.of(ctx), readCreate(ctx.request.body));
      ctx.status = 201;
      ctx.body = { data };
    },

    async update(ctx: RequestContext) {
      const id = readTokenId(ctx.params.id);
      ctx.body = { data: await tokens.update(callers.of(ctx), id, readUpdate(ctx.request.body)) };
    },

    async regenerate(ctx: RequestContext) {
      const data = await tokens.regenerate(callers.of(ctx), readTokenId(ctx.params.id), readRegenerate(ctx.request.body));
      ctx.status = 201;
      ctx.body = { data };
    },

    async endPreviousKey(ctx: RequestContext) {
      ctx.body = { data: await tokens.endPreviousKey(callers.of(ctx), readTokenId(ctx.params.id)) };
    },

    async usage(ctx: RequestContext) {
      ctx.body = { data: await tokens.usage(callers.of(ctx), readTokenId(ctx.params.id), readUsageQuery(ctx.querystring)) };
    },

    async listUsage(ctx: RequestContext) {
      ctx.body = { data: await tokens.listUsage(callers.of(ctx), readUsageListQuery(ctx.querystring)) };
    },

    async denials(ctx: RequestContext) {
      ctx.body = { data: await tokens.denials(callers.of(ctx), readTokenId(ctx.params.id)) };
    },

    async events(ctx: RequestContext) {
      const id = readTokenId(ctx.params.id);
      ctx.body = await events.ofToken(callers.of(ctx), kind, id, readEventQuery(ctx.querystring, id));
    },

    async delete(ctx: RequestContext) {
      ctx.body = { data: await tokens.revoke(callers.of(ctx), readTokenId(ctx.params.id)) };
    },
  };
}
