import { format } from 'node:util';
import type { RequestContext } from '../../../server/host';
import { nameTokenInLog } from '../../../server/strapi/name-token-in-log';

/** A logger as Strapi's is: derived ones inherit its methods, and a message with fields is a format. */
function createLog(written: object[]) {
  const log = {
    fields: {},
    http(this: { fields: object }, message: string | object, ...meta: object[]) {
      written.push({ ...this.fields, ...(typeof message === 'object' ? message : { message: meta.length === 0 ? message : format(message, ...meta) }) });
    },
    child: (fields: object): { http(message: string): void } => Object.assign(Object.create(log), { fields }),
  };
  return log;
}

describe('a line in Strapi’s request log', () => {
  const written: object[] = [];
  const log = createLog(written);
  let ctx: Pick<RequestContext, 'state'> | undefined;
  nameTokenInLog({ log: log as never, requestContext: { get: () => ctx } });
  beforeEach(() => written.splice(0));

  it('names the token, also where its URL has what a format replaces', () => {
    ctx = { state: { apiTokensTokenId: 3 } };
    for (const line of ['GET /api/articles (1 ms) 200', 'GET /api/articles?x=%d0%s (1 ms) 200']) log.http(line);
    expect(written).toEqual([
      { message: 'GET /api/articles (1 ms) 200 tokenId=3', tokenId: 3 }, { message: 'GET /api/articles?x=%d0%s (1 ms) 200 tokenId=3', tokenId: 3 },
    ]);
  });

  it('keeps the fields of a derived logger', () => {
    ctx = { state: { apiTokensTokenId: 3 } };
    log.child({ requestId: 'r' }).http('GET /');
    expect(written).toEqual([{ message: 'GET / tokenId=3', tokenId: 3, requestId: 'r' }]);
  });

  it('stays as it is without a token, outside of requests, and where it is more than a text', () => {
    ctx = { state: {} };
    log.http('GET /');
    ctx = undefined;
    log.http('started');
    ctx = { state: { apiTokensTokenId: 3 } };
    log.http('%s', { ms: 1 });
    log.http({ message: 'own' });
    expect(written).toEqual([{ message: 'GET /' }, { message: 'started' }, { message: format('%s', { ms: 1 }) }, { message: 'own' }]);
  });
});
