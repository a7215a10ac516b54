import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, sqliteFor, timed } from './steps.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const template = join(root, 'tests/strapi/app');
const npm = process.env.npm_execpath === undefined ? ['npm'] : [process.execPath, process.env.npm_execpath];
const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
const checker = '@strapi/sdk-plugin@6.1.1';

const manifest = readFileSync(join(template, 'package.json'));
const sqlite = sqliteFor(process.versions.node);
const version = createHash('sha256').update(manifest).update(checker).update(process.versions.modules).digest('hex').slice(0, 12);
const cache = process.env.STRAPI_TEST_CACHE ?? process.env.XDG_CACHE_HOME ?? tmpdir();
const folder = join(cache, `strapi-plugin-api-tokens-${version}`);
const app = join(folder, 'app');
const tools = join(folder, 'tools');

/**
 * Makes a Strapi app with the packed plugin in it, its panel built, in a cache folder outside of the project: that of
 * STRAPI_TEST_CACHE, or the user's. Strapi is installed once (some minutes), the plugin where it has changed. Answers the folder of
 * the app, and that of Strapi's own checker of plugins. Where a step fails, the process ends.
 */
export function makeStrapiApp() {
  timed('Installing Strapi', installStrapi);
  timed('Copying the app', copyApp);
  const tarball = timed('Packing the plugin', packPlugin);
  timed('Installing the plugin, building the panel', () => installPlugin(tarball));
  return { app, tools };
}

/** Once per version of the template and of Node. A run that was cut off in the middle begins anew. */
export function installStrapi() {
  const stamp = join(folder, '.installed');
  if (existsSync(stamp)) return;
  rmSync(folder, { recursive: true, force: true });
  for (const part of [app, tools]) mkdirSync(part, { recursive: true });
  cpSync(join(template, 'package.json'), join(app, 'package.json'));
  run(app, [...npm, 'install', '--prefix', app, ...quiet, ...(sqlite === undefined ? [] : [sqlite])]);
  writeFileSync(join(tools, 'package.json'), '{ "private": true }\n');
  run(tools, [...npm, 'install', '--prefix', tools, checker, ...quiet]);
  writeFileSync(stamp, '');
}

/** The template, with the content types that the bundled CMS has as a demo. */
function copyApp() {
  for (const part of ['config', 'src', 'public']) rmSync(join(app, part), { recursive: true, force: true });
  for (const part of ['config', 'src']) cpSync(join(template, part), join(app, part), { recursive: true });
  mkdirSync(join(app, 'public/uploads'), { recursive: true });
  const types = readdirSync(join(root, 'cms/api'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  for (const type of types) {
    cpSync(join(root, 'cms/api', type), join(app, 'src/api', type), { recursive: true });
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
