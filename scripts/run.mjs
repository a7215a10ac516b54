// Runs the project's commands on a fresh clone as well as on a built one: installs what the lock file names where that has not
// been done, builds where a source is newer than the build, then does what was asked for.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sqliteFor } from './steps.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);

const serverSources = ['strapi-server.ts', 'strapi-server.mts', 'config', 'koa', 'server', 'cms', 'cli', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
const panelSources = ['admin', 'cms/panel', 'server/contract', 'tsconfig.panel.json', 'package-lock.json'];
const node = process.execPath;
const startedBy = starters();
const bin = (name) => join('node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);

const commands = {
  async start() {
    build();
    endWithParent();
    // In this very process, which gets the signals that are meant for the server.
    await import('../dist/cms/main.js');
  },
  'api-tokens'(args) {
    buildServer();
    run(node, ['dist/cms/api-tokens.js', ...args]);
  },
  develop() {
    buildPanel();
    endWithParent();
    serve(bin('tsx'), ['watch', '--clear-screen=false', '--exclude', './tests/**', 'cms/main.ts']);
  },
  build,
  package() {
    buildServer();
    buildAdminHalf();
  },
  test(args) {
    buildForTests();
    run(node, ['node_modules/jest/bin/jest.js', ...args]);
  },
  openapi() {
    run(bin('tsx'), ['scripts/openapi.ts']);
  },
  screenshots() {
    buildPanel();
    run(bin('tsx'), ['scripts/screenshots.ts']);
  },
  'test:databases'(args) {
    buildForTests();
    run(node, ['scripts/test-databases.mjs', ...args]);
  },
  'test:strapi'(args) {
    run(node, ['scripts/test-strapi.mjs', ...args]);
  },
  'test:node'(args) {
    buildForTests();
    run(node, ['scripts/test-node.mjs', ...args]);
  },
  'test:package'() {
    run(node, ['scripts/test-package.mjs']);
  },
  bench(args) {
    build();
    buildBench();
    run(node, ['dist/bench/main.js', ...args]);
  },
  lint(args) {
    run(node, ['node_modules/eslint/bin/eslint.js', '.', ...args]);
  },
  typecheck() {
    run(node, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--noEmit']);
    run(node, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.panel.json', '--noEmit']);
  },
};

const [name, ...args] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) fail(`Unknown command "${name}". Known: ${Object.keys(commands).join(', ')}.`);
install();
await command(args);

/** Installs where `node_modules` is not what the lock file says. The build needs the development packages in production too. */
function install() {
  const stamp = 'node_modules/.installed-lock.json';
  const lock = readFileSync('package-lock.json', 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing packages …');
  const npm = process.env.npm_execpath === undefined ? ['npm'] : [node, process.env.npm_execpath];
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  run(npm[0], [...npm.slice(1), 'ci', '--include=dev', ...quiet]);
  const sqlite = sqliteFor(process.versions.node);
  if (sqlite !== undefined) run(npm[0], [...npm.slice(1), 'install', '--no-save', '--include=dev', ...quiet, sqlite]);
  writeFileSync(stamp, lock);
}

function build() {
  buildServer();
  buildPanel();
}

/** Tests start their processes from the build. */
function buildForTests() {
  build();
  process.env.TEST_BUILD = 'true';
}

function buildServer() {
  step('server', 'dist/.built-server', serverSources, (file) => !file.startsWith(join('cms', 'panel')), () => {
    for (const folder of ['config', 'koa', 'server', 'cms', 'cli']) rmSync(join('dist', folder), { recursive: true, force: true });
    run(node, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
  });
}

/** Compiled beside the server and by the same compiler, so that what is measured is what `npm start` runs. */
function buildBench() {
  step('benchmark', 'dist/.built-bench', ['bench', ...serverSources], (file) => !file.startsWith(join('cms', 'panel')), () => {
    rmSync('dist/bench', { recursive: true, force: true });
    run(node, ['node_modules/typescript/bin/tsc', '-p', 'bench/tsconfig.json']);
  });
}

function buildPanel() {
  step('admin panel', 'dist/.built-panel', panelSources, () => true, () => {
    run(node, ['node_modules/vite/bin/vite.js', 'build', '-c', 'cms/panel/vite.config.mts', '--logLevel', 'warn']);
  });
}

/** The plugin's admin half as a package of its own, which Strapi's panel takes in. */
function buildAdminHalf() {
  step('admin half', 'dist/.built-admin', ['admin', 'package-lock.json'], () => true, () => {
    run(node, ['node_modules/vite/bin/vite.js', 'build', '-c', 'admin/vite.config.mts', '--logLevel', 'warn']);
  });
}

/** Runs `make` where a source is newer than the stamp that the last run left. */
function step(what, stamp, sources, belongs, make) {
  const builtAt = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
  const begunAt = new Date();
  if (!sources.some((source) => isNewer(source, builtAt, belongs))) return;
  console.log(`Building the ${what} …`);
  make();
  writeFileSync(stamp, `${begunAt.toISOString()}\n`);
}

/** Whether anything in a file or folder, a removed entry included, is newer than `time`. */
function isNewer(path, time, belongs) {
  if (!belongs(path)) return false;
  const stats = statSync(path);
  if (stats.mtimeMs > time) return true;
  return stats.isDirectory() && readdirSync(path).some((entry) => isNewer(join(path, entry), time, belongs));
}

/** Runs a program to its end, and ends with its code where it fails. */
function run(program, programArgs) {
  const { status, error } = spawnSync(program, programArgs, { stdio: 'inherit' });
  if (error) fail(error.message);
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * Asks this process to stop when the npm that started it has gone. A signal to npm ends npm, and need not get here: its shell may
 * outlive it. A process that somebody else started, in the background of a shell say, goes on without them.
 */
function endWithParent() {
  if (process.env.npm_lifecycle_event === undefined) return;
  setInterval(() => starters() === startedBy || process.kill(process.pid, 'SIGTERM'), 500).unref();
}

/** The id of the process that started this one; where that is the shell of npm, and the system tells, the id of npm too. */
function starters() {
  const read = (name) => readFileSync(`/proc/${process.ppid}/${name}`, 'utf8');
  try {
    const isShell = read('cmdline').includes(process.env.npm_lifecycle_script);
    return isShell ? `${process.ppid} ${/\) \w (\d+)/.exec(read('stat'))[1]}` : `${process.ppid}`;
  } catch {
    return `${process.ppid}`;
  }
}

/** Runs a program in our place: signals go through to it, and its code is ours. */
function serve(program, programArgs) {
  const child = spawn(program, programArgs, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
