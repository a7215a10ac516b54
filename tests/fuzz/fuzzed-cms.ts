import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeAdminToken } from '../support/admin-token';
import { testDatabaseSettings } from '../support/database';
import { registerFirstAdmin, startCmsProcess, type CmsProcess } from '../support/hosts/cms-process';
import { head, openConnection, statusesOf } from '../support/network/raw-connection';

/** What a process may have grown by in memory after thousands of requests (bytes). Where answers were left behind, it was a gigabyte. */
const MOST_GROWTH = 250 * 1024 * 1024;
/** How soon an idle process answers (milliseconds). */
const SOON_MS = 100;
/** How long a process may take to answer, and to let go of what it holds for connections that are gone (milliseconds). */
export const PATIENCE_MS = 20_000;

/** A CMS in a process of its own, for a test that sends what it should withstand. */
export interface FuzzedCms {
  readonly url: string;
  /** Who may call, by name: their bearer. */
  readonly callers: Record<'nobody' | 'a person' | 'a content token' | 'an admin token', string | undefined>;
  /** The paths of the panel's page and of its files. */
  readonly panelPaths: string[];
  /** The routes of the content API, GraphQL included, with an unknown value for every parameter. */
  readonly contentRoutes: Array<{ method: string; path: string }>;
  /**
   * Resolves where the process lives, answers soon, holds neither more files nor much more memory than at its start, and has neither
   * answered 500 nor logged an error.
   */
  expectUnharmed(): Promise<void>;
  stop(): Promise<void>;
}

export async function startFuzzedCms(): Promise<FuzzedCms> {
  const place = await testDatabaseSettings('sqlite');
  const cms = await startCmsProcess({ env: { ...place.env, LOG_LEVEL: 'info' } });
  const person = await registerFirstAdmin(cms);
  const admin = cms.as(person);
  const actions: string[] = (await admin.get('/admin/users/me/permissions').expect(200)).body.data.map(({ action }: { action: string }) => action);
  const adminToken = await makeAdminToken(admin, 'admin token', [...new Set(actions)]);
  const contentToken = (await admin.post('/admin/api-tokens', { name: 'content token', type: 'full-access' }).expect(201)).body.data;
  const page = (await cms.as().get('/admin').set('Accept', 'text/html').expect(200)).text;
  const routes = Object.values((await admin.get('/admin/content-api/routes').expect(200)).body.data).flat() as Array<{ method: string; path: string }>;
  const pid = cms.child.pid!;
  // What the first requests make once, it keeps.
  await cms.as(contentToken.accessKey).get('/api/articles').expect(200);
  await sleep(200);
  const before = { files: openFiles(pid), memory: memoryOf(pid) };

  async function expectUnharmed(): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    const isAlive = () => cms.child.exitCode === null && cms.child.signalCode === null;
    let time = await timeToAnswer(cms);
    while (isAlive() && Date.now() < end && (time > SOON_MS || moreThan(before.files, openFiles(pid)).length > 0)) {
      await sleep(50);
      time = await timeToAnswer(cms);
    }
    if (!isAlive()) throw new Error(`The process has ended: ${cms.output.slice(-2000)}`);
    expect(time).toBeLessThan(SOON_MS);
    expect(moreThan(before.files, openFiles(pid))).toEqual([]);
    expect(memoryOf(pid) - before.memory).toBeLessThan(MOST_GROWTH);
    expect(failuresIn(cms.output)).toEqual([]);
  }

  return {
    url: cms.url,
    callers: { 'nobody': undefined, 'a person': person, 'a content token': contentToken.accessKey, 'an admin token': adminToken.accessKey },
    panelPaths: ['/admin', ...[...page.matchAll(/\/admin\/assets\/[^"]+/g)].map(([path]) => path)],
    contentRoutes: [...routes, { method: 'POST', path: '/graphql' }].map(({ method, path }) => ({ method, path: path.replace(/:\w+/g, '0') })),
    expectUnharmed,
    async stop() {
      await cms.kill();
      await place.drop();
    },
  };
}

/**
 * Sends bytes over a connection of their own and answers with the status codes of what comes back. This side ends its half once an
 * answer has begun, or after `waitMs` (milliseconds) without one. Rejects where the server leaves its half open.
 */
export async function exchange(url: string, bytes: string | Uint8Array, waitMs = 100): Promise<number[]> {
  const connection = openConnection(url);
  connection.send(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes));
  await Promise.race([connection.shows(/HTTP\/1\.1 \d/), connection.closed, sleep(waitMs, undefined, { ref: false })]);
  connection.socket.end();
  const text = await Promise.race([connection.closed, sleep(PATIENCE_MS, undefined, { ref: false })]);
  connection.socket.destroy();
  if (text === undefined) throw new Error('The connection was left open.');
  return statusesOf(text);
}

/** Does `work` for each item, a few at a time. */
export async function forEachOf<Item>(items: Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  await Promise.all(Array.from({ length: 8 }, async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  }));
}

async function timeToAnswer(cms: CmsProcess): Promise<number> {
  const begun = performance.now();
  const connection = openConnection(cms.url);
  connection.send(head('GET /_health HTTP/1.1', 'Connection: close'));
  const text = await connection.closed;
  const time = performance.now() - begun;
  connection.socket.destroy();
  return statusesOf(text)[0] === 204 ? time : Infinity;
}

/** What a process has open, sockets without their numbers. */
function openFiles(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`).replace(/\[\d+\]/, '')];
    } catch {
      return [];
    }
  }).sort();
}

/** What is in `after` more often than in `before`. */
function moreThan(before: string[], after: string[]): string[] {
  const left = [...before];
  return after.filter((file) => {
    const index = left.indexOf(file);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

/** The memory that a process takes (bytes). */
function memoryOf(pid: number): number {
  return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
}

/** The lines of a log that tell of an error, or of an answer that is the server's fault; and those that are no lines of a log. */
function failuresIn(output: string): string[] {
  const [, ...lines] = output.slice(output.indexOf('{"level"')).split(/^(?=\{)/m);
  return lines.filter((line) => line.includes('"level":50') || /"status":5\d\d/.test(line));
}
