// Runs tests on databases that are set up as administrators may: PostgreSQL with another style and zone of dates, isolation and schema,
// plain and behind PgBouncer; MariaDB with another zone, short timeouts and snapshot isolation; SQLite with a writer beside. Needs PostgreSQL on
// port 5432, and the programs pgbouncer and mariadbd. Arguments are the tests to run instead of the short selection.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endServer, isRoot, startPgbouncer, startServer } from './servers.mjs';

const PGBOUNCER_PORT = 6433;
const MARIADB_PORT = 3307;
const SELECTION = [
  'tests/cms/database/connections/transaction', 'tests/cms/database/schema/schema-sync', 'tests/server/store', 'tests/server/credentials/authenticator',
  'tests/server/start/carry-over', 'tests/attacks/races', 'tests/api/bundled',
];

const folder = mkdtempSync(join(tmpdir(), 'cms-databases-'));
chmodSync(folder, 0o777);
const servers = [];
const tests = process.argv.length > 2 ? process.argv.slice(2) : SELECTION;
let failed = 0;
try {
  servers.push(await startPgbouncer(folder, PGBOUNCER_PORT), await startMariadb());
  // Two at a time: the API suite is a single file, the longest, during which other workers of the same run would have nothing to do.
  await Promise.all([
    inTurn(
      () => test('PostgreSQL with other styles, zone, isolation and schema', 'postgres'),
      () => test('SQLite with a writer beside it', 'sqlite'),
    ),
    inTurn(
      () => test('MariaDB with another zone, short timeouts and snapshot isolation', 'mysql', { MYSQL_PORT: String(MARIADB_PORT) }),
      () => test('PostgreSQL behind PgBouncer in transaction mode', 'postgres', { POSTGRES_PORT: String(PGBOUNCER_PORT) }),
    ),
  ]);
} finally {
  for (const server of servers) await endServer(server);
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed > 0 ? 1 : 0);

async function inTurn(...works) {
  for (const work of works) await work();
}

/** Prints what the run says once it is over, so that it does not mix with that of the other. */
async function test(what, dialect, variables = {}) {
  const child = spawn(process.execPath, ['node_modules/jest/bin/jest.js', '--runInBand', '--forceExit', '--silent', ...tests], {
    stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, DIALECTS: dialect, DATABASES: 'unusual', ...variables },
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  const [code] = await once(child, 'close');
  process.stdout.write(`\n${what}\n${Buffer.concat(said)}`);
  if (code !== 0) failed += 1;
}

async function startMariadb() {
  const data = join(folder, 'mariadb');
  const { status, stderr } = spawnSync('mariadb-install-db', [
    '--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...(isRoot() ? ['--user=mysql'] : []),
  ], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mariadb-install-db failed. ${stderr}`);
  return startServer('mariadbd', [
    '--no-defaults', `--datadir=${data}`, `--socket=${join(folder, 'mariadb.sock')}`, `--port=${MARIADB_PORT}`, '--bind-address=127.0.0.1',
    '--default-time-zone=+05:30', '--wait-timeout=5', '--innodb-snapshot-isolation=ON', '--transaction-isolation=REPEATABLE-READ',
    '--max-allowed-packet=1M', '--skip-name-resolve', ...(isRoot() ? ['--user=mysql'] : []),
  ], undefined, MARIADB_PORT);
}
