import { expectAnswer, quantile, type Line, type Part } from './harness';
import { startBenchCms } from './bench-cms';

/** How many tokens a fresh CMS makes by itself. */
const ownTokens = 2;

/** Creating, renewing and revoking over the admin API while readers use a token; and the list of 10,000 tokens. */
export const writes: Part = async ({ short }) => {
  const cms = await startBenchCms();
  let reading = true;
  let readers: Promise<unknown> = Promise.resolve();
  try {
    const { session } = await cms.registerAdmin();
    const [reader] = await cms.insertTokens(short ? 100 : 10_000, {});
    const lines: Line[] = [];
    const times = async (what: string, count: number, call: (i: number) => Promise<void>) => {
      const taken: number[] = [];
      for (let i = 0; i < count; i += 1) {
        const begun = performance.now();
        await call(i);
        taken.push(performance.now() - begun);
      }
      lines.push({
        measured: what,
        'median ms': quantile(taken, 0.5).toFixed(1),
        'p99 ms': quantile(taken, 0.99).toFixed(1),
        'per second': Math.round(1000 / (taken.reduce((sum, time) => sum + time, 0) / count)),
      });
    };
    const ask = async (path: string, status: number, method = 'GET', body?: object) => {
      const answer = await cms.send(path, session, method, body);
      expectAnswer(`${method} ${path}`, answer.status, status);
      return answer.status === 204 ? null : JSON.parse(answer.body);
    };

    readers = Promise.all(Array.from({ length: 4 }, async () => {
      while (reading) expectAnswer('a reader', (await cms.send('/api/articles', reader)).status, 200);
    }));
    const count = short ? 10 : 300;
    const made: Array<{ id: number; accessKey: string }> = [];
    await times('create, 4 readers', count, async (i) => {
      made.push((await ask('/admin/api-tokens', 201, 'POST', { name: `made ${i}`, type: 'read-only' })).data);
    });
    await times('regenerate, 4 readers', count, async (i) => {
      const { id, accessKey } = made[i]!;
      const { data } = await ask(`/admin/api-tokens/${id}/regenerate`, 201, 'POST');
      if (data.accessKey === accessKey) throw new Error('The key stayed the same.');
    });
    await times('revoke, 4 readers', count, async (i) => {
      await ask(`/admin/api-tokens/${made[i]!.id}`, 200, 'DELETE');
    });
    reading = false;
    await readers;
    expectAnswer('a revoked key', (await cms.send('/api/articles', made[0]!.accessKey)).status, 401);

    const listed = short ? 5 : 100;
    const size = short ? 100 : 10_000;
    await times(`list, first page of ${size}`, listed, async () => {
      expectAnswer('the list', (await ask('/admin/api-tokens?page=1&pageSize=25', 200)).meta.pagination.total, size + ownTokens);
    });
    await times(`list, last page of ${size}`, listed, async () => {
      expectAnswer('the last page', (await ask(`/admin/api-tokens?page=${size / 25}&pageSize=25`, 200)).data.length, 25);
    });
    await times(`list, search in ${size}`, listed, async () => {
      expectAnswer('the search', (await ask('/admin/api-tokens?page=1&pageSize=25&_q=token%2099', 200)).data[0].name.slice(0, 8), 'token 99');
    });
    return lines;
  } finally {
    reading = false;
    await readers.catch(() => undefined);
    await cms.stop();
  }
};
