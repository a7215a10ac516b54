import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertNoSecrets } from '../checks/assert-no-secrets';
import { clientOf, firstAdmin, testVariables, type Client } from '../cms';
import { noteSecrets } from '../secrets/secrets-in-use';
import { nodeArguments } from './node-arguments';

/** How a process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** All that it wrote to standard output and standard error. */
  output: string;
}

/** An answer over HTTP. */
export interface Answer {
  status: number;
  headers: Headers;
  /** The JSON of the answer; undefined where it had no body. */
  body: any;
}

/** A CMS in a process of its own. */
export interface CmsProcess {
  /** Where it answers, without a slash at the end. */
  readonly url: string;
  /** All that it has written so far. */
  readonly output: string;
  readonly child: ChildProcess;
  readonly exited: Promise<Exit>;
  /** Sends a request. Rejects where the connection breaks. */
  call(method: string, path: string, options?: { bearer?: string; body?: unknown; signal?: AbortSignal }): Promise<Answer>;
  /** Requests with this key or JWT, or with none, for a test that expects answers. */
  as(bearer?: string): Client;
  /** Asks it to stop (SIGTERM). */
  stop(): Promise<Exit>;
  /** Ends it on the spot (SIGKILL). */
  kill(): Promise<Exit>;
}

/** What a process is started with. */
export interface ProcessOptions {
  /** Its variables: those of tests where left out, with `env` on top. */
  variables?: Record<string, string>;
  /** More variables, the database's above all. */
  env?: Record<string, string>;
  /** The folder it runs in; a temporary one when left out. */
  folder?: string;
  /** The folder of its sources; this project's when left out. */
  sources?: string;
  /** What is run: `cms/main.ts` of its sources when left out. */
  program?: string[];
  /** The file that its standard output goes to, instead of to `output`. It says nowhere then where it answers: `env.PORT` does. */
  stdout?: number;
}

/** What it writes when it answers. */
const started = /Content API: (\S+)\/api/;
const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** Starts a CMS on a free port and waits until it answers. Rejects with what it wrote where it ends before that. */
export async function startCmsProcess(options: ProcessOptions = {}): Promise<CmsProcess> {
  const { child, exited, output } = await launch(options);
  const url = await new Promise<string>((resolve, reject) => {
    const look = () => {
      const found = started.exec(output())?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout?.on('data', look);
    if (child.stdout === null) void answers(child, `http://127.0.0.1:${options.env?.['PORT']}`).then(resolve);
    void exited.then(({ code, signal }) => reject(new Error(`The CMS ended (${code ?? signal}): ${output()}`)));
  });
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return exited;
  };
  const call = callTo(url);
  if ((await call('GET', '/_health')).status !== 204) throw new Error(`The CMS is not healthy: ${output()}`);
  return {
    url,
    get output() {
      return output();
    },
    child,
    exited,
    call,
    as: (bearer) => clientOf(url, bearer),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

/** Starts a CMS that is expected to end by itself, and waits for that. It is killed where it starts after all. */
export async function runCmsProcess(options: ProcessOptions): Promise<Exit> {
  const { child, exited, output } = await launch(options);
  child.stdout!.on('data', () => {
    if (started.test(output())) child.kill('SIGKILL');
  });
  return exited;
}

/** Makes the first admin of a fresh CMS and answers with a JWT of theirs. */
export async function registerFirstAdmin(cms: CmsProcess): Promise<string> {
  const { status, body } = await cms.call('POST', '/admin/register-admin', { body: firstAdmin });
  if (status !== 200) throw new Error(`The first admin could not be registered: ${JSON.stringify(body)}`);
  return body.data.token;
}

/** Resolves with `url` once it is answered there, or the process has ended. */
async function answers(child: ChildProcess, url: string): Promise<string> {
  while (running.has(child) && !await fetch(url).then(() => true, () => false)) await sleep(50);
  return url;
}

async function launch({ variables = testVariables, env = {}, folder, sources, program, stdout }: ProcessOptions) {
  const settings: Record<string, string> = { ...variables, ...env };
  noteSecrets(settings);
  const cwd = folder ?? await mkdtemp(join(tmpdir(), 'cms-process-'));
  const [command, ...args] = program ?? [process.execPath, ...sources === undefined ? nodeArguments('cms/main.ts') : ['--import', require.resolve('tsx'), join(sources, 'cms/main.ts')]];
  const child = spawn(command!, args, {
    cwd,
    // Nothing of our own surroundings: a DATABASE_URL there would be the database of this test.
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], PORT: '0', LOG_LEVEL: 'warn', ...settings },
    stdio: ['ignore', stdout ?? 'pipe', 'pipe'],
  });
  running.add(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  const exited = new Promise<Exit>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      running.delete(child);
      // Other databases are read before they are dropped.
      const isOwn = settings['DATABASE_CLIENT'] === undefined && settings['DATABASE_FILENAME'] === undefined;
      const read = isOwn ? assertNoSecrets({ client: 'sqlite', connection: { filename: join(cwd, '.tmp/data.db') } }) : Promise.resolve();
      const remove = () => (folder === undefined ? rm(cwd, { recursive: true, force: true }) : undefined);
      read.finally(remove).then(() => resolve({ code, signal, output: text }), reject);
    });
  });
  return { child, exited, output: () => text };
}

function callTo(url: string): CmsProcess['call'] {
  return async (method, path, { bearer, body, signal } = {}) => {
    const response = await fetch(url + path, {
      method,
      signal,
      headers: {
        ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
}
