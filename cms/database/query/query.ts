import type { FindParams, Query, Row, Where } from '../../../server/host';
import type { Transactions } from '../connections/transaction';
import type { Dialect } from '../dialects/dialect';
import type { Lifecycles, WriteName } from '../lifecycles';
import type { Model } from '../schema/model';
import { invalid } from '../schema/values';
import { type Assignment, type Changes, parseData, withDefaults } from './data';
import type { Draft } from './draft';
import { compileSelection, decodeRows, type Find } from './find';
import { parsePopulate, populateRows } from './populate';
import { changeRelation } from './relation-changes';
import { compileWhere } from './where';

/** {@link Query} with writes of many records at once, for the CMS's own use. */
export interface CmsQuery extends Query {
  /** Inserts records, all or none; their to-many relations cannot be set this way. */
  createMany(params: { data: Row[] }): Promise<{ count: number }>;
  deleteMany(params?: { where?: Where }): Promise<{ count: number }>;
}

/** The dependencies of all queries. */
export interface QueryContext {
  dialect: Dialect;
  transactions: Transactions;
  lifecycles: Lifecycles;
  find: Find;
}

type Shape = Pick<FindParams, 'select' | 'populate'>;
type WriteParams = { where?: Where; data?: any };

/** The maximum number of values bound by one statement of {@link RecordQuery.createMany}. */
const mostBindings = 10_000;

/** Reads and writes the records of one model. */
export class RecordQuery implements CmsQuery {
  private readonly table: string;

  constructor(private readonly model: Model, private readonly context: QueryContext) {
    this.table = context.dialect.quote(model.table);
  }

  async findOne(params: FindParams): Promise<Row | null> {
    const [row] = await this.context.find(this.model, { ...params, limit: 1 });
    return row ?? null;
  }

  async findMany(params: FindParams = {}): Promise<Row[]> {
    return this.context.find(this.model, params);
  }

  async count(params: { where?: Where } = {}): Promise<number> {
    const { condition, bindings } = this.compileCondition(params.where);
    const [row] = await this.context.transactions.rows(`select count(*) as n from ${this.table}${condition}`, bindings);
    return Number(row.n);
  }

  async create({ data, ...shape }: { data: Row } & Shape): Promise<Row> {
    const row = await this.write('Create', { data }, async (params) => this.insert(params.data, shape));
    return row!;
  }

  async update({ where, data, ...shape }: { where: Where; data: Row } & Shape): Promise<Row | null> {
    return this.write('Update', { where, data }, async (params) => this.updateFirst(params.where ?? {}, params.data, shape));
  }

  async delete({ where, ...shape }: { where: Where } & Shape): Promise<Row | null> {
    return this.write('Delete', { where }, async (params) => this.deleteFirst(params.where ?? {}, shape));
  }

  async createMany({ data }: { data: Row[] }): Promise<{ count: number }> {
    return this.write('CreateMany', { data }, async (params) => this.insertMany(params.data));
  }

  async updateMany({ where, data }: { where?: Where; data: Row }): Promise<{ count: number }> {
    return this.write('UpdateMany', { where, data }, async (params) => {
      const { assignments, relations } = this.parseUpdate(params.data);
      if (relations.length > 0) throw invalid([relations[0]!.relation.name], 'cannot be changed for many records at once');
      const { condition, bindings } = this.compileTarget(params.where);
      const sql = `update ${this.table} set ${this.compileSet(assignments)}${condition}`;
      const { affected } = await this.context.transactions.write(sql, [...assignments.flatMap((to) => to.bindings), ...bindings]);
      return { count: affected };
    });
  }

  async deleteMany({ where }: { where?: Where } = {}): Promise<{ count: number }> {
    return this.write('DeleteMany', { where }, async (params) => {
      const { condition, bindings } = this.compileTarget(params.where);
      const { affected } = await this.context.transactions.write(`delete from ${this.table}${condition}`, bindings);
      return { count: affected };
    });
  }

  /** Runs a write; if there are subscribers, in a transaction and with its events. */
  private async write<Result>(
    name: WriteName, params: WriteParams, work: (params: WriteParams) => Promise<Result>,
  ): Promise<Result> {
    const { lifecycles, transactions } = this.context;
    const { uid } = this.model;
    if (!lifecycles.listens(uid, name)) return work(params);
    return transactions.run(async () => {
      // Subscribers may change the data, which belongs to the caller.
      const { data } = params;
      const copy = Array.isArray(data) ? data.map((row) => ({ ...row })) : data && { ...data };
      const event = { model: { uid }, params: { ...params, data: copy }, state: {} };
      await lifecycles.announce(`before${name}`, event);
      const result = await work(event.params);
      if (result !== null) await lifecycles.announce(`after${name}`, Object.assign(event, { result }));
      return result;
    });
  }

  private compileCondition(where: Where | undefined): { condition: string; bindings: unknown[]; draft: Draft } {
    const draft: Draft = { dialect: this.context.dialect, bindings: [], aliases: 0 };
    const condition = compileWhere(draft, this.model, this.table, where);
    return { condition: condition ? ` where ${condition}` : '', bindings: draft.bindings, draft };
  }

  /** The condition of an update or delete. */
  private compileTarget(where: Where | undefined): { condition: string; bindings: unknown[] } {
    const { condition, bindings, draft } = this.compileCondition(where);
    if (draft.aliases === 0) return { condition, bindings };
    // MySQL rejects a subquery on the table that is being changed, but not a nested one.
    const id = this.context.dialect.quote('id');
    const matched = `select ${id} from (select ${id} from ${this.table}${condition}) as matched`;
    return { condition: ` where ${id} in (${matched})`, bindings };
  }

  private compileSet(assignments: Assignment[]): string {
    return assignments.map(({ column, sql }) => `${this.context.dialect.quote(column)} = ${sql}`).join(', ');
  }

  private parseUpdate(data: Row): Changes {
    return parseData(this.context.dialect, this.model, { ...data, updatedAt: data['updatedAt'] ?? new Date() });
  }

  private async changeRelations(id: number, changes: Changes): Promise<void> {
    const { dialect, transactions } = this.context;
    for (const { relation, change } of changes.relations) await changeRelation(transactions, dialect, relation, id, change);
  }

  private async insert(data: Row, shape: Shape): Promise<Row> {
    const changes = parseData(this.context.dialect, this.model, withDefaults(this.model, data));
    const { assignments } = changes;
    const columns = assignments.map(({ column }) => this.context.dialect.quote(column)).join(', ');
    const sql = `insert into ${this.table} (${columns}) values (${assignments.map((to) => to.sql).join(', ')})`;
    return this.change(sql, assignments.flatMap((to) => to.bindings), changes, shape) as Promise<Row>;
  }

  /** The id of the first match, and a condition that holds for that record as long as it matches. */
  private async target(where: Where): Promise<{ id: number; condition: string; bindings: unknown[] } | undefined> {
    const { dialect, find } = this.context;
    const { condition, bindings } = this.compileTarget(where);
    const { id, ...others } = where;
    if (typeof id === 'number' && Object.keys(others).length === 0) return { id, condition, bindings };
    const [row] = await find(this.model, { select: ['id'], where, limit: 1 });
    if (!row) return undefined;
    // The record may have changed since.
    const also = condition === '' ? ' where' : `${condition} and`;
    return { id: row['id'], condition: `${also} ${dialect.quote('id')} = ?`, bindings: [...bindings, row['id']] };
  }

  private async updateFirst(where: Where, data: Row, shape: Shape): Promise<Row | null> {
    const changes = this.parseUpdate(data);
    const target = await this.target(where);
    if (!target) return null;
    const sql = `update ${this.table} set ${this.compileSet(changes.assignments)}${target.condition}`;
    return this.change(sql, [...changes.assignments.flatMap((to) => to.bindings), ...target.bindings], changes, shape, target.id);
  }

  private async deleteFirst(where: Where, shape: Shape): Promise<Row | null> {
    const target = await this.target(where);
    if (!target) return null;
    const [row] = await this.context.find(this.model, { ...shape, where: { id: target.id } });
    const { affected } = await this.context.transactions.write(`delete from ${this.table}${target.condition}`, target.bindings);
    return affected > 0 ? row ?? null : null;
  }

  /** Runs an insert, or an update of the record `id`, then its changes in other tables. Null if nothing was changed. */
  private async change(sql: string, bindings: unknown[], changes: Changes, shape: Shape, id?: number): Promise<Row | null> {
    const { dialect, transactions, find } = this.context;
    const population = parsePopulate(this.model, shape.populate);
    const selection = compileSelection(dialect, this.model, shape.select, population);
    const work = async (): Promise<Row | null> => {
      let rows: Row[];
      if (dialect.supportsReturning) {
        rows = decodeRows(await transactions.rows(`${sql} returning ${selection.list}`, bindings), selection.decoded);
        if (rows.length === 0) return null;
        await this.changeRelations(rows[0]!['id'], changes);
        await populateRows(find, rows, population);
      } else {
        const { affected, insertedId } = await transactions.write(sql, bindings);
        if (affected === 0) return null;
        await this.changeRelations(id ?? insertedId, changes);
        rows = await find(this.model, { ...shape, where: { id: id ?? insertedId } });
      }
      return rows[0] ?? null;
    };
    return changes.relations.length > 0 ? transactions.run(work) : work();
  }

  private async insertMany(data: Row[]): Promise<{ count: number }> {
    const { dialect, transactions } = this.context;
    const rows = data.map((row) => {
      const { assignments, relations } = parseData(dialect, this.model, withDefaults(this.model, row));
      if (relations.length > 0) throw invalid([relations[0]!.relation.name], 'cannot be set for many records at once');
      return new Map(assignments.map(({ column, bindings }) => [column, bindings[0]]));
    });
    if (rows.length === 0) return { count: 0 };
    const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
    const into = `insert into ${this.table} (${columns.map((column) => dialect.quote(column)).join(', ')}) values `;
    const group = `(${columns.map(() => '?').join(', ')})`;
    const size = Math.max(1, Math.floor(mostBindings / columns.length));
    await transactions.run(async () => {
      for (let start = 0; start < rows.length; start += size) {
        const chunk = rows.slice(start, start + size);
        const bindings = chunk.flatMap((row) => columns.map((column) => row.get(column) ?? null));
        await transactions.write(into + chunk.map(() => group).join(', '), bindings);
      }
    });
    return { count: rows.length };
  }
}
