import { createBenchDatabase, type DialectName } from './bench-database';
import { callApi } from './call-api';
import { type Child, startChild } from './child';
import type { Started } from './cms/start-cms-apps';
import type { CmsMethods } from './cms-child';
import { assertRight } from './part';

/** The bundled CMS in a process of its own, with the demo articles in it. */
export interface BenchCms extends Started {
  readonly child: Child<CmsMethods>;
  /** The variables by which a CMS finds its database. */
  readonly database: Record<string, string>;
  /** Makes the first admin and answers its session's JWT. */
  registerAdmin(): Promise<string>;
  stop(): Promise<void>;
}

/** Who the first admin is. */
export const firstAdmin = { firstname: 'Ada', lastname: 'Admin', email: 'ada@example.com', password: 'Correct-horse-1' };

/** Starts it on an empty database. */
export async function startBenchCms(dialect: DialectName, variables: Record<string, string> = {}): Promise<BenchCms> {
  const database = await createBenchDatabase(dialect);
  const child = startChild<CmsMethods>('cms-child');
  const stop = async () => {
    await child.stop();
    await database.drop();
  };
  const started = await child.call('start', { ...database.variables, ...variables }).catch(async (error) => {
    await stop();
    throw error;
  });
  return {
    ...started,
    child,
    database: database.variables,
    async registerAdmin() {
      const { status, body } = await callApi(`http://127.0.0.1:${started.port}/admin/register-admin`, 'POST', { body: firstAdmin });
      assertRight(status === 200, `register-admin answers ${status}`);
      return body.data.token;
    },
    stop,
  };
}
