import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Koa from 'koa';
import { createCms, type RunningCms } from '../host/create-cms';
import { closeHttpServer, createHttpServer } from '../host/server/http-server';
import { createAccessKey } from '../server/key/access-key';
import { hashKey } from '../server/key/hash-key';

const salt = 'a salt for measurements that is long enough';

/** The variables of a measured CMS. */
export const benchVariables = {
  NODE_ENV: 'production',
  LOG_LEVEL: 'silent',
  API_TOKEN_SALT: salt,
  ENCRYPTION_KEY: 'an encryption key for measurements',
  ADMIN_JWT_SECRET: 'a JWT secret for measurements, long enough',
};

/** What an HTTP request was answered with. */
export interface Answer {
  status: number;
  body: string;
}

/** A server on a free port, and a client that keeps its connections. */
export interface BenchServer {
  send(path: string, bearer?: string, method?: string, body?: object): Promise<Answer>;
  stop(): Promise<void>;
}

/** A CMS on an SQLite file of its own. */
export interface BenchCms extends BenchServer {
  readonly root: string;
  readonly running: RunningCms;
  /** Registers the first admin and answers with its session. */
  registerAdmin(): Promise<{ id: number; session: string }>;
  /** Stores `count` tokens past the admin API, and answers with their keys. */
  insertTokens(count: number, token: { kind?: 'content-api' | 'admin'; type?: string; ownerId?: number; actions?: string[] }): Promise<string[]>;
}

/** Serves an app. */
export async function serve(app: Koa): Promise<BenchServer> {
  const server = createHttpServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  return {
    send: (path, bearer, method = 'GET', body) => new Promise((resolve, reject) => {
      const headers: Record<string, string> = bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` };
      if (body !== undefined) headers['Content-Type'] = 'application/json';
      const sent = request({ port, host: '127.0.0.1', path, method, agent, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        }).on('end', () => resolve({ status: answer.statusCode!, body: text }));
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    }),
    async stop() {
      agent.destroy();
      await closeHttpServer(server);
    },
  };
}

/** Starts a CMS on an empty SQLite file. */
export async function startBenchCms(variables: Record<string, string> = {}): Promise<BenchCms> {
  const root = await mkdtemp(join(tmpdir(), 'cms-bench-'));
  const running = await createCms({ root, variables: { ...benchVariables, ...variables } });
  const server = await serve(running.app);
  let made = 0;
  return {
    root,
    running,
    send: server.send,

    async registerAdmin() {
      const admin = { firstname: 'Ada', lastname: 'Admin', email: 'ada@example.com', password: 'Correct-horse-1' };
      const { data } = JSON.parse((await server.send('/admin/register-admin', undefined, 'POST', admin)).body);
      return { id: data.user.id, session: data.token };
    },

    async insertTokens(count, { kind = 'content-api', type = 'read-only', ownerId, actions = [] }) {
      const keys: string[] = [];
      const { connection } = running.cms.db;
      for (let start = 0; start < count; start += 10_000) {
        await connection.transaction(async (transaction) => {
          for (let i = start; i < Math.min(count, start + 10_000); i += 50) {
            const rows = Array.from({ length: Math.min(50, count - i) }, () => {
              made += 1;
              const key = createAccessKey('cms', kind === 'admin' ? 'admin' : 'content');
              keys.push(key);
              return {
                name: `token ${made}`,
                description: '',
                kind,
                type: kind === 'admin' ? null : type,
                access_key: hashKey(key, salt),
                hint: key.slice(-4),
                document_id: `t${made}`,
                created_at: Date.now(),
                updated_at: Date.now(),
                admin_user_owner_id: ownerId ?? null,
              };
            });
            await transaction('api_tokens_tokens').insert(rows);
          }
        });
      }
      for (const key of actions.length === 0 ? [] : keys) {
        const token = await connection('api_tokens_tokens').where({ access_key: hashKey(key, salt) }).first('id');
        const rows = actions.map((action, i) => ({ action, token_id: token.id, document_id: `p${token.id}-${i}` }));
        for (let i = 0; i < rows.length; i += 100) await connection('api_tokens_token_permissions').insert(rows.slice(i, i + 100));
      }
      return keys;
    },

    async stop() {
      await server.stop();
      await running.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}
