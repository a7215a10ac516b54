import Koa from 'koa';
import pino from 'pino';
import request from 'supertest';
import { DatabaseError } from '../../../cms/database/database-error';
import { NotFoundError, RateLimitError } from '../../../cms/errors';
import { respondErrors } from '../../../cms/http/respond-errors';

function appThat(respond: Koa.Middleware) {
  const lines: string[] = [];
  const app = new Koa();
  app.use(respondErrors(pino({ base: null }, { write: (line: string) => void lines.push(line) })));
  app.use(respond);
  return { lines, answer: () => request(app.callback()).get('/') };
}

describe('respondErrors', () => {
  it('answers a refusal in the error shape, with its headers', async () => {
    const { answer, lines } = appThat(() => {
      throw new RateLimitError(7);
    });
    const { body, headers } = await answer().expect(429);
    expect(body).toEqual({ data: null, error: { status: 429, name: 'RateLimitError', message: expect.any(String), details: {} } });
    expect(headers['retry-after']).toBe('7');
    expect(lines).toEqual([]);
  });

  it('answers what is not meant for clients with a bare 500, and logs it', async () => {
    const { answer, lines } = appThat(() => {
      throw Object.assign(new Error('the inner secret'), { status: 400 });
    });
    const { body } = await answer().expect(500);
    expect(body).toEqual({ data: null, error: { status: 500, name: 'InternalServerError', message: 'Internal Server Error', details: {} } });
    expect(lines.join('')).toContain('the inner secret');
  });

  it('answers what Koa and its middlewares throw in the error shape', async () => {
    const { answer, lines } = appThat((ctx) => ctx.throw(409, 'Somebody was faster', { headers: { 'X-Try': 'again' }, details: { by: 'them' } }));
    const { body, headers } = await answer().expect(409);
    expect(body).toEqual({ data: null, error: { status: 409, name: 'ConflictError', message: 'Somebody was faster', details: { by: 'them' } } });
    expect(headers['x-try']).toBe('again');
    expect(lines).toEqual([]);
  });

  it('logs a failure of the database that nobody can help, with its statement, and tells clients nothing of it', async () => {
    const { answer, lines } = appThat(() => {
      throw new DatabaseError('other', { code: 'SQLITE_CORRUPT', statement: 'select broken' });
    });
    const { body } = await answer().expect(500);
    expect(body.error).toEqual({ status: 500, name: 'InternalServerError', message: 'Internal Server Error', details: {} });
    expect(lines.join('')).toContain('SQLITE_CORRUPT');
    expect(lines.join('')).toContain('select broken');
  });

  it.each([[null], ['text'], [undefined], [{ status: 404 }]])('answers 500 where %j is thrown', async (thrown) => {
    const { answer } = appThat(() => {
      throw thrown;
    });
    await answer().expect(500);
  });

  it('answers 404 in the error shape where nothing answered', async () => {
    const { body } = await appThat(() => {}).answer().expect(404);
    expect(body.error).toMatchObject({ status: 404, name: 'NotFoundError' });
    expect(new NotFoundError().message).toBe(body.error.message);
  });
});
