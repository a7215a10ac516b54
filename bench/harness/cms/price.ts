import type { Cms } from '../../../cms/cms';
import type { ContentCredential } from '../../../server/admission/credential';
import { covers } from '../../../server/grant/scope';
import { parseBearer } from '../../../server/key/bearer';
import { createFingerprint } from '../../../server/key/fingerprint';
import { hashKey } from '../../../server/key/hash-key';
import { pluginServices } from '../../../server/services';
import { MANY_IN_A_ROW } from '../in-a-row';
import { type Call, cpuOf, createCaller } from '../in-process';
import { secrets } from '../secrets';
import { quantile } from '../statistics';
import type { CmsApps } from './start-cms-apps';

/** The action that is priced. */
export const FIND_ONE = 'api::article.article.findOne';

/** A request with one key, or with several by turns, to the app with or without counting. */
export type PricedCall = Call & { keys?: string[]; isUncounted?: boolean };

/**
 * How long each of these requests takes in this process (microseconds), some of each by turns: of each its runs, of which each is
 * the median. There is no network to wait for, so it is CPU.
 */
export async function price({ twin, uncounted }: Pick<CmsApps, 'twin' | 'uncounted'>, { calls, runs }: { calls: PricedCall[]; runs: number }): Promise<number[][]> {
  // Each has a connection of its own, on which its keys take turns.
  const callers = calls.map(({ keys, isUncounted = false, ...request }) => {
    const call = createCaller(isUncounted ? uncounted : twin);
    return { requests: keys?.map((key) => call({ ...request, key })) ?? [call(request)], medians: [] as number[] };
  });
  for (let run = 0; run < runs; run += 1) {
    for (const { requests, medians } of callers) {
      const taken: number[] = [];
      for (let i = 0; i < MANY_IN_A_ROW; i += 1) {
        const begun = performance.now();
        await requests[i % requests.length]!();
        taken.push((performance.now() - begun) * 1000);
      }
      medians.push(quantile(taken, 0.5));
    }
  }
  return callers.map(({ medians }) => medians);
}

/** CPU (microseconds) of the pieces that a known key passes, each by itself. */
export async function pieces(cms: Cms, { key, times }: { key: string; times: number }) {
  const { authenticator } = pluginServices(cms);
  const fingerprint = createFingerprint();
  const header = `Bearer ${key}`;
  const presented = parseBearer(header)!;
  const credential = (await authenticator.find(presented, 'content-api')) as ContentCredential;
  let right = 0;
  const count = (isRight: boolean) => {
    if (isRight) right += 1;
  };
  const work = {
    'HMAC-SHA512 of the key, what is stored': () => hashKey(key, secrets.API_TOKEN_SALT).length === 128,
    'fingerprint, what memory knows a key by': () => fingerprint(key).length === 44,
    'header to key': () => parseBearer(header) !== null,
    'key to credential, from memory': () => authenticator.find(presented, 'content-api').then((found) => found === credential),
    'scope': () => covers(credential, [FIND_ONE]),
  };
  const measured: Record<string, number> = {};
  for (const [name, piece] of Object.entries(work)) {
    measured[name] = await cpuOf(times, () => {
      const answer = piece();
      return answer instanceof Promise ? answer.then(count) : count(answer);
    });
  }
  if (right !== times * Object.keys(work).length) throw new Error('Wrong answer: a piece says no');
  return measured;
}

/** How long finding who each of these keys stands for took (microseconds). */
export async function authenticate(cms: Cms, keys: string[]): Promise<number[]> {
  const { authenticator } = pluginServices(cms);
  const times: number[] = [];
  for (const key of keys) {
    const presented = parseBearer(`Bearer ${key}`)!;
    const begun = performance.now();
    const credential = await authenticator.find(presented, 'content-api');
    times.push((performance.now() - begun) * 1000);
    if (credential?.kind !== 'content-api' || credential.type !== 'read-only') throw new Error('Wrong answer: a key is not taken for what it is');
  }
  return times;
}
