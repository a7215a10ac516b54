import { Console } from 'node:console';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { KoaApiTokensOptions } from '../koa/koa-api-tokens-options';
import { startServices } from '../koa/start-services';
import { Failure } from './command';
import type { OpenHost } from './run-command';

/**
 * Opens a Koa app by the module (CommonJS or ES) that exports the options of `createKoaApiTokens`: as `default`, as `options`, or as the module
 * itself.
 * @throws {Failure} if the module cannot be loaded
 * @throws {TypeError} if an option is missing, unknown or wrong
 */
export async function openKoaApp(module: string): Promise<OpenHost> {
  const options = await loadOptions(resolve(module));
  const knex = options?.knex;
  try {
    // Standard output is for results.
    const { services, stop } = await startServices({ ...options, log: new Console(process.stderr) });
    return {
      services,
      async close() {
        await stop();
        await knex.destroy();
      },
    };
  } catch (error) {
    // Its connections would keep the process from ending.
    await knex?.destroy?.();
    throw error;
  }
}

async function loadOptions(file: string): Promise<KoaApiTokensOptions> {
  if (!existsSync(file)) throw new Failure(`The file ${file} does not exist. --config takes the module that exports the options for createKoaApiTokens.`);
  try {
    const loaded = await import(pathToFileURL(file).href);
    return loaded.options ?? loaded.default?.options ?? loaded.default?.default ?? loaded.default;
  } catch (error) {
    throw new Failure(`${file} cannot be loaded: ${(error as Error).message}`);
  }
}
