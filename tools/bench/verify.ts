import { audit } from '#server/invariants/audit.ts';
import type { BenchDatabase } from './bench-database.ts';
import type { BenchContext } from './bench-context.ts';

/**
 * Places orders and compares the acknowledged units with the units locked in stock.
 *
 * @param place returns how many units were acknowledged
 * @throws when the two differ
 */
export async function assertUnitsLocked(
  database: BenchDatabase,
  place: () => Promise<number>,
): Promise<void> {
  const before = await unitsLocked(database);
  const acknowledged = await place();
  const locked = (await unitsLocked(database)) - before;
  if (locked === acknowledged) return;
  throw new Error(`${acknowledged} units were acknowledged but ${locked} were locked.`);
}

async function unitsLocked({ client }: BenchDatabase): Promise<number> {
  const { rows } = await client.query<{ units: string }>('select sum(locked) as units from stock');
  return Number(rows[0]?.units);
}

/**
 * Audits the shared database; the baselines keep the same invariants.
 * @throws when an invariant is violated
 */
export async function assertAuditPasses(context: BenchContext): Promise<void> {
  console.log('Auditing …');
  const { violations } = await audit((await context.engine()).shop.deps.db);
  if (violations.length > 0) throw new Error(`The audit found ${JSON.stringify(violations)}.`);
}

const REPORTED_SETTINGS = [
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'shared_buffers',
  'max_wal_size',
];

/** PostgreSQL's version and the settings that matter most. */
export async function describeServer({ client }: BenchDatabase): Promise<string> {
  const { rows } = await client.query<{ version: string; settings: string }>(
    `select current_setting('server_version') as version,
       string_agg(name || ' ' || current_setting(name), ', ' order by number) as settings
     from unnest($1::text[]) with ordinality as setting (name, number)`,
    [REPORTED_SETTINGS],
  );
  return `PostgreSQL ${rows[0]?.version}: ${rows[0]?.settings}.`;
}
