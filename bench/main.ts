import { firstUse } from './first-use';
import { report, type Part } from './harness';
import { hostileTraffic } from './hostile-traffic';
import { pricePerRequest } from './price-per-request';
import { start } from './start';
import { writes } from './writes';

const parts: Record<string, Part> = {
  'price-per-request': pricePerRequest,
  'first-use': firstUse,
  'hostile-traffic': hostileTraffic,
  writes,
  start,
};

/** Runs all parts, or the one after `--only`. `--short` checks answers only, `--full` takes the longest measurements too. */
async function main(args: string[]): Promise<void> {
  const at = args.indexOf('--only');
  const names = at === -1 ? Object.keys(parts) : [args[at + 1] ?? ''];
  for (const name of names) {
    const part = parts[name];
    if (part === undefined) throw new Error(`There is no part named "${name}". There are: ${Object.keys(parts).join(', ')}.`);
    report(name, await part({ short: args.includes('--short'), full: args.includes('--full') }));
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error);
  process.exitCode = 1;
});
