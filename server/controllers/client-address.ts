import { clientAddress } from '../request/client-address';
import type { GetClientAddress } from '../contract';
import type { RequestContext } from '../host';

/** The endpoint /client-address. */
export default () => ({
  find(ctx: RequestContext) {
    ctx.body = { data: clientAddress(ctx) } satisfies GetClientAddress['Response'];
  },
});
