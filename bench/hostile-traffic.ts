import { randomBytes } from 'node:crypto';
import { createAccessKey } from '../server/key/access-key';
import { alternate, expectAnswer, figure, show, type Line, type Part } from './harness';
import { startBenchCms } from './bench-cms';

/** What good requests still get while as many bad ones come in, and what the bad ones ask of the database. */
export const hostileTraffic: Part = async ({ short }) => {
  const cms = await startBenchCms();
  try {
    const [good] = await cms.insertTokens(1, {});
    let statements = 0;
    (cms.running.cms.db.connection as any).on('query', ({ sql }: { sql: string }) => {
      if (sql.includes('api_tokens_tokens')) statements += 1;
    });
    const mistyped = () => {
      const key = createAccessKey('cms', 'content');
      return key.slice(0, -1) + (key.endsWith('a') ? 'b' : 'a');
    };
    const floods: Record<string, { key: () => string; status: number }> = {
      'good requests': { key: () => good!, status: 200 },
      'mistyped keys': { key: mistyped, status: 401 },
      'unknown keys': { key: () => createAccessKey('cms', 'content'), status: 401 },
      "unknown keys of Strapi's form": { key: () => randomBytes(128).toString('hex'), status: 401 },
    };
    const count = short ? 40 : 1000;
    const asked: Record<string, number> = {};

    /** Sends both halves from eight callers each, and answers with good requests per second. */
    async function flood(name: string): Promise<number> {
      const { key, status } = floods[name]!;
      const before = statements;
      const caller = async (bearer: () => string, expected: number) => {
        for (let i = 0; i < count / 8; i += 1) {
          expectAnswer(`beside ${name}`, (await cms.send('/api/articles', bearer())).status, expected);
        }
      };
      const begun = performance.now();
      let goodEnded = begun;
      await Promise.all([
        Promise.all(Array.from({ length: 8 }, () => caller(() => good!, 200))).then(() => {
          goodEnded = performance.now();
        }),
        ...Array.from({ length: 8 }, () => caller(key, status)),
      ]);
      asked[name] = (asked[name] ?? 0) + statements - before;
      return count / ((goodEnded - begun) / 1000);
    }

    const values = await alternate(short ? 1 : 7, Object.fromEntries(Object.keys(floods).map((name) => [name, () => flood(name)])));
    expectAnswer('statements for mistyped keys', asked['mistyped keys'], 0);
    const equal = figure(values['good requests']!).median;
    return Object.entries(values).map(([name, measured]): Line => ({
      'good requests beside': name,
      'per second (lowest–highest)': show(figure(measured), 0),
      'of an equal flood of good ones': `${((figure(measured).median / equal) * 100).toFixed(0)} %`,
      'statements on tokens': asked[name]!,
    }));
  } finally {
    await cms.stop();
  }
};
