import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { startCmsProcess, type CmsProcess } from '../support/hosts/cms-process';

const project = join(__dirname, '../..');

describe('what npm start has started', () => {
  let place: TestDatabaseSettings;
  let cms: CmsProcess;
  /** The processes from npm down to the server. */
  let chain: number[];

  beforeEach(async () => {
    place = await testDatabaseSettings('sqlite');
    cms = await startCmsProcess({ program: ['npm', 'start'], folder: project, env: place.env });
    chain = descendantsOf(cms.child.pid!);
  });
  afterEach(async () => {
    for (const pid of chain) endIfLeft(pid);
    await cms.exited;
    await place.drop();
  });

  it.each(['SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('leaves nothing on its port after %s to npm', async (signal) => {
    cms.child.kill(signal);
    await refuses(cms.url);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('leaves nothing on its port after %s to the process of its script', async (signal) => {
    const script = chain.find((pid) => commandOf(pid)[1] === 'scripts/run.mjs');
    process.kill(script!, signal);
    await refuses(cms.url);
    expect(await cms.exited).toMatchObject({ code: 0 });
  });
});

/** A process and all that it has started, itself first. */
function descendantsOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return [pid, ...children.flatMap(descendantsOf)];
}

function commandOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
}

function endIfLeft(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has gone.
  }
}

/** Waits until nothing listens there. */
async function refuses(url: string): Promise<void> {
  const isRefused = () => new Promise<boolean>((resolve) => {
    request(url, { agent: false }, (response) => {
      response.resume();
      resolve(false);
    }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED')).end();
  });
  while (!await isRefused()) await sleep(50);
}
