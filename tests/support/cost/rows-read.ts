import type { Knex } from 'knex';
import type { DialectName } from '../database';

/** A statement as knex reports it. */
export interface Statement {
  sql: string;
  bindings: readonly any[];
}

/**
 * How many rows the database reads for a statement, which is run once more for that: what tells work that grows with the records from work
 * that grows with their square, however fast the machine is. SQLite counts none: there it is Infinity where its plan reads a whole table
 * for each row of another, otherwise 0.
 */
export async function rowsRead(connection: Knex, dialect: DialectName, { sql, bindings }: Statement): Promise<number> {
  return readers[dialect](connection, sql.replace(/\$\d+/g, '?'), bindings);
}

const readers: Record<DialectName, (connection: Knex, sql: string, bindings: readonly any[]) => Promise<number>> = {
  async sqlite(connection, sql, bindings) {
    const plan: Array<{ id: number; parent: number; detail: string }> = await connection.raw(`explain query plan ${sql}`, bindings);
    const byId = new Map(plan.map((step) => [step.id, step]));
    const repeats = (id: number): boolean => {
      const step = byId.get(id);
      return step !== undefined && (step.detail.startsWith('CORRELATED') || repeats(step.parent));
    };
    const scans = plan.filter(({ detail }) => detail.startsWith('SCAN') && !detail.startsWith('SCAN CONSTANT'));
    const isNested = scans.some(({ id, parent }) => repeats(parent) || scans.some((other) => other.id !== id && other.parent === parent));
    return isNested ? Infinity : 0;
  },

  async postgres(connection, sql, bindings) {
    const { rows } = await connection.raw(`explain (analyze, format json) ${sql}`, bindings);
    const readBy = (node: any): number =>
      (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Join Filter'] ?? 0)) * node['Actual Loops']
      + (node.Plans ?? []).reduce((sum: number, inner: any) => sum + readBy(inner), 0);
    return readBy(rows[0]['QUERY PLAN'][0].Plan);
  },

  mysql(connection, sql, bindings) {
    // The counters are those of one connection.
    return connection.transaction(async (trx) => {
      await trx.raw('flush status');
      await trx.raw(sql, bindings);
      const [counters] = await trx.raw('show session status like \'Handler_read%\'');
      return counters.reduce((sum: number, { Value: value }: { Value: string }) => sum + Number(value), 0);
    });
  },
};
