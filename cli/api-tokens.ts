#!/usr/bin/env node
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pluginServices } from '../server/services';
import { Failure } from './command';
import { readAll } from './read-all';
import { runCommand, type OpenHost } from './run-command';

/** The `api-tokens` command in a Strapi project: loads the Strapi of the current folder, without listening. */
async function openStrapi(): Promise<OpenHost> {
  let strapiPackage: any;
  try {
    strapiPackage = createRequire(join(process.cwd(), 'package.json'))('@strapi/strapi');
  } catch {
    throw new Failure('Strapi was not found in this folder. Run the command in the folder of a Strapi project, or pass --config for a Koa app.');
  }
  const { compileStrapi, createStrapi } = strapiPackage;
  const strapi = createStrapi(await compileStrapi());
  // Its console writes to standard output, which is for results.
  strapi.log.level = 'error';
  await strapi.load();
  // Requests can only be explained once routes are mounted. Nothing listens.
  strapi.server.mount();
  return { services: pluginServices(strapi), close: () => strapi.destroy() };
}

void runCommand(process.argv.slice(2), {
  open: openStrapi,
  print: (text) => void process.stdout.write(text),
  report: (text) => void process.stderr.write(text),
  input: () => readAll(process.stdin),
}).then((code) => {
  process.exitCode = code;
});
