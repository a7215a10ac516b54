// Proves the packed plugin in a real Strapi: takes the app that strapi-app.mjs makes, checks types and package, and runs tests/strapi
// on it. Arguments go to jest.
import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, timed } from './steps.mjs';
import { makeStrapiApp } from './strapi-app.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { app, tools } = makeStrapiApp();
timed('Checking the package', () => run(root, [process.execPath, join(tools, 'node_modules/@strapi/sdk-plugin/bin/strapi-plugin.js'), 'verify']));
timed('Checking the types', checkTypes);
timed('Testing', () => run(root, [process.execPath, 'node_modules/jest/bin/jest.js', '-c', 'tests/strapi/jest.config.js', '--runInBand', ...process.argv.slice(2)], {
  STRAPI_APP: app,
}));

/** Against the types that Strapi ships, which the project itself does not install. */
function checkTypes() {
  cpSync(join(root, 'tests/strapi/host-type.ts'), join(app, 'host-type.ts'));
  run(app, [process.execPath, join(root, 'node_modules/typescript/bin/tsc'),
    '--noEmit', '--strict', '--skipLibCheck', '--module', 'Node16', '--moduleResolution', 'Node16', '--target', 'ES2022', '--types', 'node', 'host-type.ts']);
}
