import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The last commit of version 0.1.0, the one before keys had records of their own. */
const COMMIT = '642d311d7711bf4b72391e32c6ab5474effeaf29';
const project = join(__dirname, '../..');
const hasHistory = spawnSync('git', ['cat-file', '-e', `${COMMIT}^{commit}`], { cwd: project }).status === 0;

/** Describes what starts version 0.1.0. Without the project's history, as in a shallow clone, it is skipped, and that is said. */
export function describeFormerVersion(what: string, tests: () => void): void {
  if (hasHistory) describe(what, tests);
  else describe.skip(`${what} (skipped: the commit of version 0.1.0 is not in this clone)`, tests);
}

/** Unpacks the sources of version 0.1.0 into a temporary folder, with the packages of this version, and returns the folder. */
export async function unpackFormerVersion(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'version-0.1.0-'));
  const archive = execFileSync('git', ['archive', COMMIT, 'cms', 'config', 'koa', 'server', 'strapi-server.ts', 'package.json', 'tsconfig.json', 'tsconfig.build.json'], { cwd: project, maxBuffer: 2 ** 28 });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  await symlink(join(project, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Builds what {@link unpackFormerVersion} has unpacked: what its package contains, except for the admin half. */
export function buildFormerVersion(folder: string): void {
  execFileSync(process.execPath, [join(project, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--noCheck'], { cwd: folder });
}
