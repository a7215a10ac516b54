import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Installs what bench/peers locks into `.tmp/bench/peers`, where that has not been done, and answers that folder. The project does
 * not depend on what it is compared with. @throws {Error} where npm fails
 */
export function installPeers(): string {
  const source = 'bench/peers';
  const folder = resolve('.tmp/bench/peers');
  const stamp = join(folder, '.installed-lock.json');
  const lock = readFileSync(join(source, 'package-lock.json'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return folder;
  console.log('Installing what is compared with …');
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(source, file), join(folder, file));
  const npm = process.env.npm_execpath;
  const [program, ...args] = [...(npm === undefined ? ['npm'] : [process.execPath, npm]), 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync(program!, args, { cwd: folder, stdio: 'inherit' });
  if (status !== 0) throw error ?? new Error(`npm ci ended with ${status}.`);
  writeFileSync(stamp, lock);
  return folder;
}
