// Proves the packed plugin in a real Strapi: makes a Strapi app in a cache folder outside of the project (once), installs the plugin
// as npm would (when it has changed), builds the panel, checks types and package, and runs tests/strapi on it.
// Arguments go to jest. STRAPI_TEST_CACHE is the folder of the apps; by default that of the user's caches.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const template = join(root, 'tests/strapi/app');
const npm = process.env.npm_execpath === undefined ? ['npm'] : [process.execPath, process.env.npm_execpath];
const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
const checker = '@strapi/sdk-plugin@6.1.1';

const manifest = readFileSync(join(template, 'package.json'));
const version = createHash('sha256').update(manifest).update(checker).update(process.versions.modules).digest('hex').slice(0, 12);
const cache = process.env.STRAPI_TEST_CACHE ?? process.env.XDG_CACHE_HOME ?? tmpdir();
const folder = join(cache, `strapi-plugin-api-tokens-${version}`);
const app = join(folder, 'app');
const tools = join(folder, 'tools');

timed('Installing Strapi', installStrapi);
timed('Copying the app', copyApp);
const tarball = timed('Packing the plugin', packPlugin);
timed('Installing the plugin, building the panel', () => installPlugin(tarball));
timed('Checking the package', () => run(root, [process.execPath, join(tools, 'node_modules/@strapi/sdk-plugin/bin/strapi-plugin.js'), 'verify']));
timed('Checking the types', checkTypes);
timed('Testing', () => run(root, [process.execPath, 'node_modules/jest/bin/jest.js', '-c', 'tests/strapi/jest.config.js', '--runInBand', ...process.argv.slice(2)], {
  STRAPI_APP: app,
}));

/** Once per version of the template and of Node. A run that was cut off in the middle begins anew. */
function installStrapi() {
  const stamp = join(folder, '.installed');
  if (existsSync(stamp)) return;
  rmSync(folder, { recursive: true, force: true });
  for (const part of [app, tools]) mkdirSync(part, { recursive: true });
  cpSync(join(template, 'package.json'), join(app, 'package.json'));
  run(app, [...npm, 'install', '--prefix', app, ...quiet]);
  writeFileSync(join(tools, 'package.json'), '{ "private": true }\n');
  run(tools, [...npm, 'install', '--prefix', tools, checker, ...quiet]);
  writeFileSync(stamp, '');
}

/** The template, with the content types that the bundled CMS has as a demo. */
function copyApp() {
  for (const part of ['config', 'src', 'public']) rmSync(join(app, part), { recursive: true, force: true });
  for (const part of ['config', 'src']) cpSync(join(template, part), join(app, part), { recursive: true });
  mkdirSync(join(app, 'public/uploads'), { recursive: true });
  const types = readdirSync(join(root, 'host/api'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  for (const type of types) {
    cpSync(join(root, 'host/api', type), join(app, 'src/api', type), { recursive: true });
    for (const [part, factory] of [['controllers', 'createCoreController'], ['routes', 'createCoreRouter'], ['services', 'createCoreService']]) {
      mkdirSync(join(app, 'src/api', type, part));
      writeFileSync(
        join(app, 'src/api', type, part, `${type}.js`),
        `module.exports = require('@strapi/strapi').factories.${factory}('api::${type}.${type}');\n`,
      );
    }
  }
}

/** The path of the package that would be published. */
function packPlugin() {
  const packed = join(folder, 'packed');
  rmSync(packed, { recursive: true, force: true });
  mkdirSync(packed);
  run(root, [...npm, 'pack', '--pack-destination', packed, '--silent'], {}, 'ignore');
  return join(packed, readdirSync(packed)[0]);
}

function installPlugin(file) {
  const stamp = join(folder, '.plugin');
  const content = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === content) return;
  rmSync(stamp, { force: true });
  run(app, [...npm, 'install', '--prefix', app, file, ...quiet]);
  run(app, [process.execPath, 'node_modules/@strapi/strapi/bin/strapi.js', 'build'], { STRAPI_TELEMETRY_DISABLED: 'true' });
  writeFileSync(stamp, content);
}

/** Against the types that Strapi ships, which the project itself does not install. */
function checkTypes() {
  cpSync(join(root, 'tests/strapi/host-type.ts'), join(app, 'host-type.ts'));
  run(app, [process.execPath, join(root, 'node_modules/typescript/bin/tsc'),
    '--noEmit', '--strict', '--skipLibCheck', '--module', 'Node16', '--moduleResolution', 'Node16', '--target', 'ES2022', '--types', 'node', 'host-type.ts']);
}

function timed(what, work) {
  const begun = Date.now();
  console.log(`${what} …`);
  const result = work();
  console.log(`${what}: ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  return result;
}

/** Runs a program to its end, and ends with its code where it fails. */
function run(cwd, [program, ...args], variables = {}, stdout = 'inherit') {
  const { status, error } = spawnSync(program, args, { cwd, stdio: ['ignore', stdout, 'inherit'], env: { ...process.env, ...variables } });
  if (error) console.error(error.message);
  if (status !== 0) process.exit(status ?? 1);
}
