import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { besideStrapi } from './beside-strapi';
import { changes } from './changes';
import { firstUse } from './first-use';
import { rowOf } from './harness/figure';
import type { BenchOptions, Part } from './harness/part';
import { hostileTraffic } from './hostile-traffic';
import { limit } from './limit';
import { memory } from './memory';
import { peers } from './peers';
import { pricePerRequest } from './price-per-request';
import { redisRateLimit } from './redis-rate-limit';
import { start } from './start';
import { wholeRequest } from './whole-request';
import { writes } from './writes';

const OUTPUT = '.tmp/bench';

/** The questions, by the name of their file. */
const parts: Record<string, Part> = {
  'price-per-request': pricePerRequest,
  limit,
  'whole-request': wholeRequest,
  'first-use': firstUse,
  changes,
  'hostile-traffic': hostileTraffic,
  'redis-rate-limit': redisRateLimit,
  memory,
  writes,
  start,
  peers,
  'beside-strapi': besideStrapi,
};

function readOptions(): BenchOptions & { names: string[] } {
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      strapi: { type: 'boolean', default: false },
      dialects: { type: 'string' },
      only: { type: 'string' },
    },
  });
  const { short, full } = values;
  const names = values.only?.split(',') ?? Object.keys(parts).filter((name) => values.strapi || full || !parts[name]!.needsStrapi);
  const unknown = names.filter((name) => !(name in parts));
  if (unknown.length > 0) throw new Error(`--only lists parts: ${Object.keys(parts).join(', ')}; not ${unknown.join(', ')}.`);
  const dialects = (values.dialects ?? (full ? 'sqlite,postgres,mysql' : 'sqlite')).split(',') as BenchOptions['dialects'];
  if (!dialects.every((name) => ['sqlite', 'postgres', 'mysql'].includes(name))) {
    throw new Error(`--dialects lists some of sqlite, postgres, mysql; not ${values.dialects}.`);
  }
  return { short, full, dialects, names };
}

function describeRun() {
  return {
    date: new Date().toISOString(),
    machine: `${cpus()[0]!.model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB`,
    node: process.version,
    load: Number(loadavg()[0]!.toFixed(2)),
    command: ['npm run bench', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' '),
  };
}

/** Runs the parts one after another. Each prints its table and writes it to `.tmp/bench`, as JSON and as Markdown. */
async function main(): Promise<void> {
  const { names, ...options } = readOptions();
  mkdirSync(OUTPUT, { recursive: true });
  for (const name of names) {
    const { title, run } = parts[name]!;
    const about = describeRun();
    const begun = performance.now();
    const { figures, notes = [] } = await run(options);
    const seconds = Math.round((performance.now() - begun) / 1000);
    if (options.short) {
      console.log(`${name}: ${figures.length} figures, all answers right (${seconds} s; how fast it was means nothing).`);
      continue;
    }
    const table = ['| what | median | half of the rounds | goal | met |', '|---|---|---|---|---|', ...figures.map(rowOf)];
    const text = [`### ${title}`, '', ...table, ...notes.flatMap((note) => ['', `${note}.`])].join('\n');
    console.log(`${text}\n\n(${seconds} s; the machine's load before: ${about.load})\n`);
    const file = `${OUTPUT}/${name}`;
    writeFileSync(`${file}.json`, `${JSON.stringify({ ...about, part: name, title, seconds, figures, notes }, null, 2)}\n`);
    writeFileSync(`${file}.md`, `${text}\n`);
  }
}

main().then(() => process.exit(0), (error: Error) => {
  console.error(error.stack);
  process.exit(1);
});
