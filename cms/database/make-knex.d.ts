declare module 'knex/lib/knex-builder/make-knex.js' {
  import type { Knex } from 'knex';

  /** Makes a knex instance of a client. */
  export default function makeKnex(client: unknown): Knex;
}
