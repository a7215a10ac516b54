import { spawnSync } from 'node:child_process';

/** Does `work`, says what it is and how long it took, and answers what it answers. */
export function timed(what, work) {
  const begun = Date.now();
  console.log(`${what} …`);
  const result = work();
  console.log(`${what}: ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  return result;
}

/** Runs a program to its end. Where it fails, this process ends with its code. */
export function run(cwd, [program, ...args], variables = {}, stdout = 'inherit') {
  const { status, error } = spawnSync(program, args, { cwd, stdio: ['ignore', stdout, 'inherit'], env: { ...process.env, ...variables } });
  if (error) console.error(error.message);
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * The better-sqlite3 that a release of Node needs instead of the one in the lock file, if any: version 12, the last for Node 20, aborts on
 * Node 24.19 and newer (https://github.com/nodejs/node/issues/65446), and 13 needs Node 22.
 */
export function sqliteFor(nodeVersion) {
  return Number.parseInt(nodeVersion, 10) >= 24 ? 'better-sqlite3@13.2.0' : undefined;
}
