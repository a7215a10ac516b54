declare module 'knex/lib/knex-builder/make-knex.js' {
  import type { Knex } from 'knex';

  /** Creates a knex instance for a client. */
  export default function makeKnex(client: unknown): Knex;
}
