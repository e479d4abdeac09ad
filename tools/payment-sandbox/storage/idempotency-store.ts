import type { Database } from './database.ts';

/** The first response to an idempotency key, replayed to later requests with that key. */
export interface StoredResponse {
  key: string;
  endpoint: string;
  fingerprint: string;
  status: number;
  body: string;
  request_id: string;
  created_at: number;
}

/** Keys are valid for a limited time; Stripe forgets them after at least a day. */
const retentionMs = 2 * 24 * 3600 * 1000;

export function findStoredResponse(
  db: Database,
  key: string,
  now: number,
): StoredResponse | undefined {
  return db.get(
    'SELECT * FROM idempotency_keys WHERE key = ? AND created_at > ?',
    key,
    now - retentionMs,
  ) as StoredResponse | undefined;
}

export function insertStoredResponse(db: Database, response: StoredResponse): void {
  db.run(
    `INSERT OR REPLACE INTO idempotency_keys (key, endpoint, fingerprint, status, body, request_id, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    response.key,
    response.endpoint,
    response.fingerprint,
    response.status,
    response.body,
    response.request_id,
    response.created_at,
  );
}
