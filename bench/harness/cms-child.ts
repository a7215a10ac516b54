import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAccessKey } from '../../server/key/access-key';
import { parseBearer } from '../../server/key/bearer';
import { pluginServices } from '../../server/services';
import { serveCalls } from './child';
import { createKeptKeys, type KeptKeys } from './cms/kept-keys';
import { makeAdminToken, makeTokens, type TokenSpec } from './cms/make-tokens';
import { authenticate, FIND_ONE, pieces, price, type PricedCall } from './cms/price';
import { type CmsApps, startCmsApps, type Started } from './cms/start-cms-apps';
import { type Batch, fillTokens, insertTokens } from './fill-tokens';
import { type Call, createCaller } from './in-process';
import { profileOf, type ProfileLine } from './profile';

/** What the process has taken so far. */
export interface Usage {
  /** After collecting garbage (bytes). */
  heap: number;
  rss: number;
}

const folder = mkdtempSync(join(tmpdir(), 'cms-bench-'));
let apps: CmsApps;
let kept: KeptKeys;

async function start(variables: Record<string, string>): Promise<Started> {
  apps = await startCmsApps(folder, variables);
  kept = createKeptKeys(apps.cms);
  return apps.started;
}

function usage(): Usage {
  global.gc!();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
}

/** Lets go of every key in memory, as after a change. */
async function forget(): Promise<void> {
  await pluginServices(apps.cms).store.write(async ({ changed }) => changed('all'));
}

/** What a write took (milliseconds): until it was done, and of this process's CPU. */
export interface WriteTime {
  elapsed: number;
  cpu: number;
}

async function timeOf(write: () => Promise<void>): Promise<WriteTime> {
  const [begun, before] = [performance.now(), process.cpuUsage()];
  await write();
  const { user, system } = process.cpuUsage(before);
  return { elapsed: performance.now() - begun, cpu: (user + system) / 1000 };
}

/** Writes the times of last use, so that those that wait for it are not taken for a key's own memory. */
async function writeLastUse(): Promise<WriteTime> {
  const { lastUse } = pluginServices(apps.cms);
  const took = await timeOf(() => lastUse.flush());
  // The last batch is held until there is another; no token has this id.
  lastUse.touch(0, Date.now(), undefined);
  await lastUse.flush();
  return took;
}

/** Counts a request of each of so many tokens, and writes that. */
async function writeUsage(size: number): Promise<WriteTime> {
  const { usage: counter } = pluginServices(apps.cms);
  const ids: Array<{ id: number }> = await apps.cms.db.connection('api_tokens_issued').limit(size).select('id');
  if (ids.length < size) throw new Error(`Wrong answer: there are ${ids.length} tokens, not ${size}`);
  await counter.flush();
  for (const { id } of ids) counter.count(id, 'ok', [FIND_ONE]);
  return timeOf(() => counter.flush());
}

/** Uses so many keys that no token has once each. */
async function useUnknown(count: number): Promise<void> {
  const { authenticator } = pluginServices(apps.cms);
  for (let turn = 0; turn < count; turn += 1) {
    const credential = await authenticator.find(parseBearer(`Bearer ${createAccessKey('cms', 'content')}`)!, 'content-api');
    if (credential !== null) throw new Error('Wrong answer: a made-up key is known');
  }
}

function profile({ times, ...request }: Call & { times: number }): Promise<ProfileLine[]> {
  return profileOf(times, createCaller(apps.twin)(request));
}

const methods = {
  start,
  makeTokens: (specs: TokenSpec[]) => makeTokens(apps.cms, specs),
  makeAdminToken: () => makeAdminToken(apps.cms),
  fillTokens: (numbers: { from: number; to: number }) => fillTokens(apps.cms.db.connection, numbers),
  insertTokens: (batch: Batch) => insertTokens(apps.cms.db.connection, pluginServices(apps.cms).keyring, batch),
  forget,
  changeKept: (index: number) => kept.change(index),
  writeLastUse,
  writeUsage,
  keepTokens: (batch: Batch) => kept.keep(batch),
  useKept: (range: { from: number; to: number }) => kept.use(range),
  useUnknown,
  usage,
  countKeyReads: () => apps.countKeyReads(),
  price: (request: { calls: PricedCall[]; runs: number }) => price(apps, request),
  pieces: (request: { key: string; times: number }) => pieces(apps.cms, request),
  authenticate: (keys: string[]) => authenticate(apps.cms, keys),
  profile,
};

/** The calls of this process. */
export type CmsMethods = typeof methods;

serveCalls(methods, async () => {
  await apps?.stop();
  rmSync(folder, { recursive: true, force: true });
});
