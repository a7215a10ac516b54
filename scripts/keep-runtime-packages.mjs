// For the container image: leaves in package.json only the packages that the built server asks for, and takes all others out of
// node_modules. The package lists them as development packages, since hosts bring their own.
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { run } from './steps.mjs';

const files = (path) => (statSync(path).isDirectory() ? readdirSync(path).flatMap((entry) => files(join(path, entry))) : [path]);
const code = ['config', 'cms', 'server', 'strapi-server.js'].flatMap((entry) => files(join('dist', entry)))
  .filter((file) => file.endsWith('.js')).map((file) => readFileSync(file, 'utf8')).join('\n');
const asked = [...code.matchAll(/require\("([^".][^"]*)"\)/g)].map(([, path]) => path.split('/').slice(0, path.startsWith('@') ? 2 : 1).join('/'))
  .filter((name) => !isBuiltin(name));
// knex asks for them by the name of the client.
const names = new Set([...asked, 'better-sqlite3', 'mysql2', 'pg']);

const { devDependencies, dependencies, overrides, ...manifest } = JSON.parse(readFileSync('package.json', 'utf8'));
const all = { ...devDependencies, ...dependencies };
const missing = [...names].filter((name) => !(name in all));
if (missing.length > 0) throw new Error(`The built server asks for packages that package.json does not list: ${missing.join(', ')}.`);
for (const key of ['peerDependencies', 'peerDependenciesMeta']) delete manifest[key];
writeFileSync('package.json', JSON.stringify({ ...manifest, dependencies: Object.fromEntries([...names].sort().map((name) => [name, all[name]])), overrides }, null, 2));
run('.', ['npm', 'prune', '--no-audit', '--no-fund', '--ignore-scripts']);
