// Runs the tests, without those in a browser, on another release of Node: `npm run test:node -- 22 [jest arguments]`. The npm package `node`
// brings it, with the headers that better-sqlite3 may be compiled against, into a cache folder outside of the project.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, sqliteFor, timed } from './steps.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [release = '', ...jestArguments] = process.argv.slice(2);
if (!/^\d+(\.\d+){0,2}$/.test(release)) {
  console.error('Name a release of Node: npm run test:node -- 22');
  process.exit(1);
}

const npm = process.env.npm_execpath === undefined ? ['npm'] : [process.execPath, process.env.npm_execpath];
const cache = process.env.XDG_CACHE_HOME ?? tmpdir();
const folder = join(cache, `strapi-plugin-api-tokens-node-${release}`);
const project = join(folder, 'project');
const home = join(folder, `node_modules/node/node_modules/node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`);
const node = join(home, 'bin/node');

timed(`Installing Node ${release}`, () => {
  if (existsSync(node)) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  run(folder, [...npm, 'install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', `node@${release}`]);
});
const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
// Its history stays where it is: a test starts an older version from it.
const variables = { PATH: `${join(home, 'bin')}:${process.env.PATH}`, npm_config_nodedir: home, GIT_DIR: git('rev-parse', '--absolute-git-dir').trim() };
timed('Installing packages', installPackages);
timed('Copying the project', copyProject);
timed(`Testing on Node ${release}`, () => run(project, [
  node, 'node_modules/jest/bin/jest.js', ...jestArguments, '--testPathIgnorePatterns=tests/panel/',
], { ...variables, NODE_COMPILE_CACHE: join(folder, 'compiled') }));

/** The project's own, with better-sqlite3 for this Node, once per lock file and version of that. */
function installPackages() {
  const stamp = join(folder, '.installed-lock.json');
  const sqlite = sqliteFor(release);
  const lock = `${readFileSync(join(root, 'package-lock.json'), 'utf8')}${sqlite}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  for (const path of [stamp, project]) rmSync(path, { recursive: true, force: true });
  cpSync(join(root, 'node_modules'), join(project, 'node_modules'), { recursive: true, verbatimSymlinks: true });
  cpSync(join(root, 'package.json'), join(project, 'package.json'));
  // Where no compiled one can be downloaded, full optimization would take twice the time, which tests do not gain back.
  const compiling = { CFLAGS: '-O1', CXXFLAGS: '-O1' };
  run(project, [
    'npm', ...(sqlite === undefined ? ['rebuild', 'better-sqlite3'] : ['install', '--no-save', '--no-audit', '--no-fund', sqlite]), '--loglevel=error',
  ], { ...variables, ...compiling });
  writeFileSync(stamp, lock);
}

function copyProject() {
  for (const entry of readdirSync(project)) if (entry !== 'node_modules') rmSync(join(project, entry), { recursive: true, force: true });
  const files = git('ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0').filter((name) => name !== '' && existsSync(join(root, name)));
  for (const file of new Set(files)) cpSync(join(root, file), join(project, file));
  // The build last: it counts as one where nothing is newer.
  cpSync(join(root, 'dist'), join(project, 'dist'), { recursive: true, verbatimSymlinks: true });
}
