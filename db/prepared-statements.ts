import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';

/** Uses on one connection after which a statement is worth being prepared, as in PostgreSQL's JDBC. */
const PREPARE_THRESHOLD = 5;
/** Statements remembered per connection: more than the shop has, fewer than built at run time. */
const STATEMENTS_MAX = 256;

/**
 * Lets the connections of a pool prepare the INSERTs that they send again and again, so that PostgreSQL
 * parses and plans them once; with pg-boss's, that is half of what a small group of orders costs it.
 *
 * Only INSERTs: they look nothing up. A plan that looks rows up is made for the sizes of the moment, and
 * one that was kept from when a table was empty would read it from end to end when it has grown.
 */
export function withPreparedInserts(pool: pg.Pool): PostgresPool {
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      const known = clients.get(client);
      if (known) return known;
      const preparing = withPreparedInsertsOnClient(client);
      clients.set(client, preparing);
      return preparing;
    },
  };
}

function withPreparedInsertsOnClient(client: pg.PoolClient): PostgresPoolClient {
  const uses = new Map<string, { name: string; count: number }>();

  function nameOf(text: string): string | undefined {
    const used = uses.get(text);
    if (used) return ++used.count >= PREPARE_THRESHOLD ? used.name : undefined;
    if (uses.size < STATEMENTS_MAX) uses.set(text, { name: `often-${uses.size}`, count: 1 });
    return undefined;
  }

  const query = (text: string, values: readonly unknown[]) => {
    const name = isInsert(text) ? nameOf(text) : undefined;
    return client.query({ text, values: values as unknown[], name });
  };
  return {
    query: query as unknown as PostgresPoolClient['query'],
    release: (destroy) => client.release(destroy),
  };
}

/** Also one whose rows are looked at by the statement round it. */
function isInsert(text: string): boolean {
  return /^\s*(with \w+ as \(\s*)?insert\b/i.test(text);
}
