/** How to reach a database that runs as a server. */
export interface ServerConnection {
  /** A URL such as `postgres://user:password@host:5432/name`; the other fields are ignored with it. */
  connectionString?: string;
  host?: string;
  port?: number;
  database?: string;
  user?: string;
  password?: string;
  /** `true` asks for a verified TLS connection; an object goes to the driver as it is. */
  ssl?: boolean | Record<string, unknown>;
}

/** Which database, and how patient to be with it. */
export type DatabaseSettings = {
  /** Connections that are kept and allowed; SQLite always has exactly one. Default: 0 to 10. */
  pool?: { min?: number; max?: number };
  /** Milliseconds to wait for a free connection, or for a locked SQLite file. Default: 5000. */
  acquireTimeoutMs?: number;
  /** Milliseconds to wait for a statement's answer before its connection is given up; not for SQLite. Default: 10000. */
  queryTimeoutMs?: number;
} & (
  | { client: 'sqlite'; connection: { filename: string } }
  | { client: 'postgres'; connection: ServerConnection }
  | { client: 'mysql'; connection: ServerConnection }
);
