import { sql } from 'kysely';
import type { Database } from '#db/client.ts';

/** The channel on which processes tell each other what changed. */
export const CHANGES_CHANNEL = 'holdfast_changes';

/** What changed, as a hint: whoever hears it reads anew. */
export interface Changes {
  orderIds: string[];
  skuIds: string[];
}

/** Tells all processes that orders or stock have changed, after the commit. */
export interface ChangeNotifier {
  changed(changes: Partial<Changes>): void;
  /** Sends what is waiting to be told. */
  flush(): Promise<void>;
}

const FLUSH_MS = 50;
/** PostgreSQL takes payloads below 8,000 bytes; an id takes 39 in JSON. */
const IDS_PER_PAYLOAD = 180;

/**
 * Announces over NOTIFY, gathered, and outside of the transactions that made the changes: NOTIFY
 * inside them would make all commits wait for each other. A hint lost in a crash costs a page one
 * polling interval, never correctness.
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
    changed(changes) {
      for (const id of changes.orderIds ?? []) orderIds.add(id);
      for (const id of changes.skuIds ?? []) skuIds.add(id);
      timer ??= setTimeout(() => void flush(), FLUSH_MS);
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
