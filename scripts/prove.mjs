// Shows on a fresh clone what the project claims, in about ten minutes, to somebody who has Node, git and curl: both commands, the main job and the
// attacks over HTTP by curl, and a short benchmark; `npm run prove -- --strapi` in a real Strapi too, which takes minutes to install. Clones the
// last commit into a temporary folder, prints each thing as it is shown, at the end all of it as one page, and fails if anything failed.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createPage } from './prove/page.mjs';
import { proveTokens } from './prove/prove-tokens.mjs';
import { startHost } from './prove/start-host.mjs';

/** A selection of the tests, by folder: whole journeys, privilege escalation, every kind of key, and the pure rules. */
const TESTS = ['tests/journeys', 'tests/attacks/no-way-up', 'tests/attacks/keys', 'tests/server/key', 'tests/server/grant', 'tests/server/admission'];

const { values: { strapi } } = parseArgs({ options: { strapi: { type: 'boolean', default: false } } });
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'prove-'));
const clone = join(folder, 'clone');
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

const npm = process.env.npm_execpath === undefined ? ['npm'] : [process.execPath, process.env.npm_execpath];
const { npm_lifecycle_event: _, ...env } = process.env;
const page = createPage();

page.section('A fresh clone');
execFileSync('git', ['clone', '-q', '--no-hardlinks', root, clone]);
const commit = execFileSync('git', ['-C', clone, 'log', '-1', '--format=%h %s'], { encoding: 'utf8' }).trim();
page.shown('git clone', commit, true);

page.section('npm start, and the bundled CMS by curl');
await onHost('npm start', '/admin', { program: [...npm, 'start'], cwd: clone, files: folder });

page.section('npm test');
const tests = npmRun(['test', '--', '--silent', ...TESTS]);
const [total = 'no summary'] = /^Tests: .*$/m.exec(tests.output) ?? [];
page.shown(`npm test -- ${TESTS.join(' ')}`, total, tests.passed, tests.output);
page.note('This is a selection. npm test runs all tests; bash .ci/run runs them on every database, on several Node releases and in Strapi.');

page.section('A short benchmark');
const bench = npmRun(['run', 'bench', '--', '--only', 'price-per-request']);
page.shown('npm run bench -- --only price-per-request', bench.passed ? 'every answer was right' : 'failed', bench.passed, bench.output);
for (const line of bench.output.split('\n').filter((each) => /CPU/.test(each))) page.note(line.trim());

if (strapi) {
  page.section('A real Strapi by curl');
  const made = spawnSync(process.execPath, ['--input-type=module', '-e',
    "import { makeStrapiApp } from './scripts/strapi-app.mjs'; process.stderr.write(`\\napp: ${makeStrapiApp().app}\\n`);"], { cwd: clone, env, encoding: 'utf8', maxBuffer: 2 ** 30 });
  const app = /^app: (.*)$/m.exec(made.stderr)?.[1];
  page.shown('npm pack, npm install into a Strapi 5 project, strapi build', app === undefined ? 'failed' : 'done', app !== undefined, `${made.stdout}${made.stderr}`);
  if (app !== undefined) await onHost('strapi start', '', { program: [process.execPath, 'node_modules/@strapi/strapi/bin/strapi.js', 'start'], cwd: app, files: folder });
}

page.print();
process.exit(page.failed === 0 ? 0 : 1);

/** Starts a host, shows on it what tokens do, and stops it. */
async function onHost(command, admin, options) {
  const begun = Date.now();
  const host = await startHost({ ...options, env });
  page.shown(command, host.failure ?? `answers after ${Math.round((Date.now() - begun) / 1000)} s`, host.failure === undefined, host.output());
  if (host.failure !== undefined) return;
  try {
    await proveTokens(page, host, admin);
  } catch (error) {
    page.shown('the rest of it', error.message, false, host.output());
  }
  const hasStopped = await host.stop();
  page.shown('kill -TERM', hasStopped ? 'stopped' : 'still running', hasStopped, host.output());
}

function npmRun(args) {
  const { status, stdout, stderr } = spawnSync(npm[0], [...npm.slice(1), ...args], { cwd: clone, env, encoding: 'utf8', maxBuffer: 2 ** 30 });
  return { passed: status === 0, output: `${stdout}${stderr}` };
}
