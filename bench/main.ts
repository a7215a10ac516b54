import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { pricePerRequest } from './1-price-per-request';
import { limit } from './2-limit';
import { type BenchOptions, type Figure, isMet, type Part } from './harness/part';

const parts: Part[] = [pricePerRequest, limit];
const OUTPUT = '.tmp/bench';

function readOptions(): BenchOptions & { only: number[] } {
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean', default: false },
      strapi: { type: 'boolean', default: false },
      only: { type: 'string' },
      rounds: { type: 'string' },
      dialects: { type: 'string', default: 'sqlite' },
    },
  });
  const dialects = values.dialects!.split(',') as BenchOptions['dialects'];
  const unknown = dialects.filter((name) => !['sqlite', 'postgres', 'mysql'].includes(name));
  if (unknown.length > 0) throw new Error(`--dialects must list some of sqlite, postgres, mysql, not ${unknown.join(', ')}.`);
  const only = values.only === undefined ? parts.map(({ number }) => number) : values.only.split(',').map(Number);
  if (!only.every((number) => parts.some((part) => part.number === number))) throw new Error(`--only must list numbers from 1 to ${parts.length}.`);
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) throw new Error('--rounds must be a whole number from 1.');
  return { short: values.short!, strapi: values.strapi!, only, rounds, dialects };
}

/** A number with three digits that count. */
function show(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

function line(entry: Figure): string {
  const { what, unit, median, low, high, goal } = entry;
  const wanted = goal === undefined ? '' : 'atMost' in goal ? `≤ ${show(goal.atMost)}` : `≥ ${show(goal.atLeast)}`;
  const met = { true: 'yes', false: '**no**', undefined: '' }[String(isMet(entry))];
  return `| ${what} | ${show(median)} ${unit} | ${show(low)} – ${show(high)} | ${wanted} | ${met} |`;
}

function describeMachine() {
  return {
    date: new Date().toISOString(),
    machine: `${cpus()[0]!.model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB`,
    node: process.version,
    load: loadavg().map((value) => Number(value.toFixed(2))),
    command: `npm run bench${['', ...process.argv.slice(2)].join(' ')}`,
  };
}

async function main(): Promise<void> {
  const { only, ...options } = readOptions();
  mkdirSync(OUTPUT, { recursive: true });
  for (const part of parts.filter(({ number }) => only.includes(number))) {
    const machine = describeMachine();
    const begun = performance.now();
    const { figures, notes = [] } = await part.run(options);
    const seconds = Math.round((performance.now() - begun) / 1000);
    const text = [
      `### ${part.number}. ${part.title}`,
      '',
      '| what | median | half of the rounds | goal | met |',
      '|---|---|---|---|---|',
      ...figures.map(line),
      '',
      ...notes.map((note) => `- ${note}`),
      ...(notes.length > 0 ? [''] : []),
    ].join('\n');
    console.log(`${text}\n(${seconds} s; load before ${machine.load[0]})\n`);
    const name = `${OUTPUT}/${part.number}${options.short ? '-short' : ''}`;
    writeFileSync(`${name}.json`, `${JSON.stringify({ ...machine, part: part.title, seconds, figures, notes }, null, 2)}\n`);
    writeFileSync(`${name}.md`, text);
  }
}

main().then(() => process.exit(0), (error: Error) => {
  console.error(error.stack);
  process.exit(1);
});
