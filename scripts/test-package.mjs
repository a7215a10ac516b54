// Proves the package as it would be published: publint and Are the Types Wrong find nothing on it, and projects that use it compile and
// run under each way in which TypeScript finds modules, in CommonJS and as ES modules. Needs no network.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { problemKindInfo } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { run, timed } from './steps.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// Inside of the project, whose packages it finds.
const folder = join(root, '.tmp/package');
const npm = process.env.npm_execpath === undefined ? ['npm'] : [process.execPath, process.env.npm_execpath];

/** What projects ask of TypeScript, and the ending of their files. */
const PROJECTS = {
  'node10': [['--module', 'commonjs', '--moduleResolution', 'node10'], 'ts'],
  'node16, CommonJS': [['--module', 'node16'], 'cts'],
  'node16, ES modules': [['--module', 'node16'], 'mts'],
  'bundler': [['--module', 'esnext', '--moduleResolution', 'bundler'], 'mts'],
};

rmSync(folder, { recursive: true, force: true });
const installed = join(folder, 'node_modules/strapi-plugin-api-tokens');
mkdirSync(installed, { recursive: true });
timed('Packing the plugin', () => run(root, [...npm, 'pack', '--pack-destination', folder, '--silent'], {}, 'ignore'));
const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')));
execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);

const { buffer } = new Uint8Array(readFileSync(tarball));
const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
const { problems } = await checkPackage(createPackageFromTarballData(new Uint8Array(buffer)));
const faults = [
  ...messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`),
  ...problems.map((problem) => `Are the Types Wrong: ${problemKindInfo[problem.kind].title} ${JSON.stringify(problem)}`),
];
for (const [name, [options, ending]] of Object.entries(PROJECTS)) faults.push(...faultsOf(name, options, ending).map((fault) => `${name}: ${fault}`));

for (const fault of faults) console.error(fault);
console.log(`publint, Are the Types Wrong, and projects with ${Object.keys(PROJECTS).join('; ')}: ${faults.length === 0 ? 'nothing found' : `${faults.length} found`}`);
process.exit(faults.length === 0 ? 0 : 1);

/** Compiles a project and runs it; what the compiler and the program complain of. */
function faultsOf(name, options, ending) {
  const project = join(folder, name.replace(/\W+/g, '-'));
  mkdirSync(project);
  const files = ['koa-app', 'panel'].map((part) => {
    const file = join(project, `${part}.${ending}`);
    copyFileSync(join(root, `tests/package/${part}.ts`), file);
    return file;
  });
  // The examples in the documentation await at their top level, as only ES modules can.
  const examples = ending === 'mts' ? writeExamples(project) : [];
  const compile = ['node_modules/typescript/bin/tsc', '--strict', '--esModuleInterop', '--skipLibCheck', '--target', 'es2022', '--types', 'node', ...options, ...files, ...examples];
  const app = files[0].replace(/ts$/, 'js');
  return [compile, [app]].flatMap((args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    return status === 0 ? [] : [`${stdout}${stderr}`];
  });
}

/** The examples of a plain Koa app in its documentation: the app with a restricted token, and handlers that restrict. Answers the paths of the files. */
function writeExamples(project) {
  const [app, handlers, restricted] = [...readFileSync(join(root, 'docs/koa.md'), 'utf8').matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code);
  if (restricted === undefined) throw new Error('docs/koa.md has fewer examples than are compiled here.');
  return Object.entries({ app: `${app}\n${restricted}`, handlers }).map(([name, code]) => {
    const file = join(project, `example-${name}.mts`);
    writeFileSync(file, code);
    return file;
  });
}
