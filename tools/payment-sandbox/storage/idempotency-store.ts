import type { Database } from './database.ts';

/** The first answer to an idempotency key, replayed to every later request with that key. */
export interface StoredResponse {
  key: string;
  endpoint: string;
  fingerprint: string;
  status: number;
  body: string;
  request_id: string;
  created_at: number;
}

export function findStoredResponse(db: Database, key: string): StoredResponse | undefined {
  return db.get('SELECT * FROM idempotency_keys WHERE key = ?', key) as StoredResponse | undefined;
}

export function insertStoredResponse(db: Database, answer: StoredResponse): void {
  db.run(
    `INSERT INTO idempotency_keys (key, endpoint, fingerprint, status, body, request_id, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    answer.key,
    answer.endpoint,
    answer.fingerprint,
    answer.status,
    answer.body,
    answer.request_id,
    answer.created_at,
  );
}

export function deleteStoredResponsesBefore(db: Database, createdAt: number): void {
  db.run('DELETE FROM idempotency_keys WHERE created_at < ?', createdAt);
}
