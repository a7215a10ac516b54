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
