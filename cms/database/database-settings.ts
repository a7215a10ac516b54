/** The connection to a database server. */
export interface ServerConnection {
  /** A URL such as `postgres://user:password@host:5432/name`; the other fields are ignored with it. */
  connectionString?: string;
  host?: string;
  port?: number;
  database?: string;
  user?: string;
  password?: string;
  /** `true` requires a verified TLS connection; an object is passed to the driver as is. */
  ssl?: boolean | Record<string, unknown>;
}

/** The database, and its timeouts. */
export type DatabaseSettings = {
  /** The minimum and maximum number of connections; SQLite always has exactly one. Default: 0 to 10. */
  pool?: { min?: number; max?: number };
  /** Milliseconds to wait for a free connection, or for a locked SQLite file. Default: 5000. */
  acquireTimeoutMs?: number;
  /** Milliseconds to wait for a statement's answer before its connection is closed; not for SQLite. Default: 10000. */
  queryTimeoutMs?: number;
} & (
  | { client: 'sqlite'; connection: { filename: string } }
  | { client: 'postgres'; connection: ServerConnection }
  | { client: 'mysql'; connection: ServerConnection }
);
