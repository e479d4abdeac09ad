import pg from 'pg';
import { vi } from 'vitest';

/** A statement and what its execution plan read. */
export interface Statement {
  text: string;
  /** false for BEGIN, COMMIT and writes outside of a transaction. */
  explained: boolean;
  /** Tables read by a sequential scan, except pg-boss's small table of queues. */
  seqScannedTables: string[];
  rowsRead: number;
  /** Of tables and indexes. */
  pagesRead: number;
  /** Rows of the plan node that processed the most, functions and joins included. */
  rowsProcessedMax: number;
}

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Join Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PlanNode[];
}

type Query = (text: string, values?: unknown[]) => Promise<pg.QueryResult>;

/**
 * Runs `work` with each of its statements twice: first under EXPLAIN ANALYZE, rolled back to a
 * savepoint, then normally.
 */
export async function explainAll(work: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  const inTransaction = new WeakSet<pg.Client>();
  const original = pg.Client.prototype.query as unknown as (...args: unknown[]) => unknown;

  /** Serialises pipelined statements per connection, so that each is explained after the earlier ones. */
  const earlier = new WeakMap<pg.Client, Promise<unknown>>();

  function inTurn<T>(client: pg.Client, run: () => Promise<T>): Promise<T> {
    const turn = (earlier.get(client) ?? Promise.resolve()).then(run);
    earlier.set(
      client,
      turn.catch(() => {}),
    );
    return turn;
  }

  async function explainAndRun(client: pg.Client, query: Query, text: string, values: unknown[]) {
    if (/^begin|^start transaction/i.test(text)) inTransaction.add(client);
    if (/^commit|^rollback/i.test(text)) inTransaction.delete(client);
    const isData = /^\s*(select|with|insert|update)\b/i.test(text);
    const explainable = isData && (inTransaction.has(client) || /^\s*select/i.test(text));
    const plan = explainable ? await explain(client, query, text, values) : null;
    const scans = flattenPlan(plan).filter(isTableScan);
    statements.push({
      text,
      explained: plan !== null,
      seqScannedTables: scans.filter(isSeqScan).map((node) => node['Relation Name'] ?? ''),
      rowsRead: scans.reduce((sum, node) => sum + countRows(node), 0),
      pagesRead: plan ? countPages(plan) : 0,
      rowsProcessedMax: Math.max(0, ...flattenPlan(plan).map(countRows)),
    });
    return await query(text, values);
  }

  async function explain(client: pg.Client, query: Query, text: string, values: unknown[]) {
    const savepoint = inTransaction.has(client);
    if (savepoint) await query('savepoint explained');
    // As a prepared statement, so that plan_cache_mode applies; one that the shop has prepared itself
    // keeps its plan.
    const known = await query('select name from pg_prepared_statements where statement = $1', [
      text,
    ]);
    const name = (known.rows[0] as { name: string } | undefined)?.name ?? 'explained';
    if (name === 'explained') await query(`prepare explained as ${text}`);
    const literals = values.map((value) => toSqlLiteral(client, value)).join(', ');
    const call = `${client.escapeIdentifier(name)}${literals ? ` (${literals})` : ''}`;
    const { rows } = await query(`explain (analyze, buffers, format json) execute ${call}`);
    if (name === 'explained') await query('deallocate explained');
    if (savepoint) await query('rollback to savepoint explained');
    const [{ 'QUERY PLAN': plans }] = rows as [{ 'QUERY PLAN': [{ Plan: PlanNode }] }];
    return plans[0].Plan;
  }

  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...args: unknown[]
  ) {
    const query: Query = async (text, values) =>
      (await original.call(this, text, values)) as pg.QueryResult;
    const text = queryText(args[0]);
    // Change notifications do not count, nor does the callback style, which pg-boss uses.
    const watched =
      text !== null && !text.includes('pg_notify') && typeof args.at(-1) !== 'function';
    if (!watched) return original.apply(this, args) as never;
    const values = (args[1] ?? (args[0] as { values?: unknown[] }).values ?? []) as unknown[];
    return inTurn(this, () => explainAndRun(this, query, text, values)) as never;
  });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return statements;
}

/** Pages of tables and indexes that a statement reads; its changes are rolled back. */
export async function countPagesRead(
  client: pg.Client,
  text: string,
  values: unknown[],
): Promise<number> {
  await client.query('begin');
  const explain = `explain (analyze, buffers, format json) ${text}`;
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(explain, values);
  await client.query('rollback');
  return countPages(rows[0]!['QUERY PLAN'][0].Plan);
}

/** A parameter's value as an SQL literal. */
function toSqlLiteral(client: pg.Client, value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return client.escapeLiteral(Array.isArray(value) ? toArrayLiteral(value) : toSqlText(value));
}

function toArrayLiteral(values: readonly unknown[]): string {
  const quoted = (value: unknown) => `"${toSqlText(value).replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  return `{${values.map((value) => (value === null ? 'null' : quoted(value))).join()}}`;
}

function toSqlText(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

function queryText(query: unknown): string | null {
  if (typeof query === 'string') return query;
  const text = (query as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? text : null;
}

function isTableScan(node: PlanNode): boolean {
  const table = node['Relation Name'];
  return table !== undefined && table !== 'queue' && node['Node Type'].endsWith('Scan');
}

function isSeqScan(node: PlanNode): boolean {
  return node['Node Type'] === 'Seq Scan';
}

function countRows(node: PlanNode): number {
  const removed =
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Join Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0);
  return (node['Actual Rows'] + removed) * node['Actual Loops'];
}

/** A plan node's pages include those of its children. */
function countPages(plan: PlanNode): number {
  return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
}

function flattenPlan(plan: PlanNode | null): PlanNode[] {
  return plan ? [plan, ...(plan.Plans ?? []).flatMap(flattenPlan)] : [];
}
