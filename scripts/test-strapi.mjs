// Proves the packed plugin in a real Strapi: takes the app that strapi-app.mjs makes, checks types and package, and runs tests/strapi
// on it, with a PgBouncer where PostgreSQL is among the databases. Arguments go to jest.
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPgbouncer } from './servers.mjs';
import { run, timed } from './steps.mjs';
import { makeStrapiApp } from './strapi-app.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { app, tools } = makeStrapiApp();
timed('Checking the package', () => run(root, [process.execPath, join(tools, 'node_modules/@strapi/sdk-plugin/bin/strapi-plugin.js'), 'verify']));
timed('Checking the types', checkTypes);
const pgbouncerPort = 6434;
if ((process.env.DIALECTS ?? '').includes('postgres')) await pool();
timed('Testing', () => run(root, [process.execPath, 'node_modules/jest/bin/jest.js', '-c', 'tests/strapi/jest.config.js', ...process.argv.slice(2)], {
  STRAPI_APP: app, PGBOUNCER_PORT: String(pgbouncerPort),
}));
process.exit();

/** Starts PgBouncer, to the end of this process. */
async function pool() {
  const folder = mkdtempSync(join(tmpdir(), 'strapi-pgbouncer-'));
  chmodSync(folder, 0o777);
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  await startPgbouncer(folder, pgbouncerPort);
}

/** Against the types that Strapi ships, which the project itself does not install. */
function checkTypes() {
  cpSync(join(root, 'tests/strapi/host-type.ts'), join(app, 'host-type.ts'));
  run(app, [process.execPath, join(root, 'node_modules/typescript/bin/tsc'),
    '--noEmit', '--strict', '--skipLibCheck', '--module', 'Node16', '--moduleResolution', 'Node16', '--target', 'ES2022', '--types', 'node', 'host-type.ts']);
}
