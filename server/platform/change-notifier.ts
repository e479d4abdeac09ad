import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import { Trx } from '#db/transaction.ts';

/** The LISTEN/NOTIFY channel on which processes announce changes. */
export const CHANGES_CHANNEL = 'holdfast_changes';

/** Rows that changed. A hint: the receiver reads them again. */
export interface Changes {
  orderIds: string[];
  skuIds: string[];
}

/** Announces changed orders and SKUs to all processes. */
export interface ChangeNotifier {
  notify(changes: Partial<Changes>): void;
  /** Sends what is still queued. */
  flush(): Promise<void>;
}

const notifiers = new WeakMap<Database, ChangeNotifier>();

/** Sets who announces the changes that are written through this database; without one, nobody does. */
export function setChangeNotifier(db: Database, notifier: ChangeNotifier): void {
  notifiers.set(db, notifier);
}

/**
 * Announces changes once they are committed: after the COMMIT of a transaction and never after its
 * rollback; at once when `db` is no transaction, since its statement has committed by itself. Called by
 * the store that wrote them.
 */
export function noteChange(db: Database, changes: Partial<Changes>): void {
  if (db instanceof Trx) db.onCommit((database) => notifiers.get(database)?.notify(changes));
  else notifiers.get(db)?.notify(changes);
}

const FLUSH_MS = 50;
/** PostgreSQL limits payloads to 8,000 bytes; an id takes 39 in JSON. */
const IDS_PER_PAYLOAD = 180;

/**
 * Announces over NOTIFY, in batches and outside the transactions that made the changes: NOTIFY inside
 * them would make all commits wait for each other. A hint lost in a crash costs a page one polling
 * interval, never correctness.
 */
export function createChangeNotifier(
  db: Database,
  onError: (error: unknown) => void,
): ChangeNotifier {
  const orderIds = new Set<string>();
  const skuIds = new Set<string>();
  let timer: NodeJS.Timeout | null = null;

  async function flush(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    if (orderIds.size === 0 && skuIds.size === 0) return;
    const payloads = buildPayloads([...orderIds], [...skuIds]);
    orderIds.clear();
    skuIds.clear();
    try {
      await sql`select pg_notify(${CHANGES_CHANNEL}, payload) from unnest(${payloads}::text[]) as payload`.execute(
        db,
      );
    } catch (error) {
      onError(error);
    }
  }

  return {
    notify(changes) {
      for (const id of changes.orderIds ?? []) orderIds.add(id);
      for (const id of changes.skuIds ?? []) skuIds.add(id);
      if (orderIds.size + skuIds.size > 0) timer ??= setTimeout(() => void flush(), FLUSH_MS);
    },
    flush,
  };
}

function buildPayloads(orderIds: string[], skuIds: string[]): string[] {
  const payloads = [];
  for (let at = 0; at < Math.max(orderIds.length, skuIds.length); at += IDS_PER_PAYLOAD / 2) {
    const end = at + IDS_PER_PAYLOAD / 2;
    const changes: Changes = {
      orderIds: orderIds.slice(at, end),
      skuIds: skuIds.slice(at, end),
    };
    payloads.push(JSON.stringify(changes));
  }
  return payloads;
}
