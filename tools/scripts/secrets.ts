import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Secrets = {
  authSecret: string;
  staffPassword: string;
  /** What the payment sandbox knows the shop by, and signs its webhooks with. */
  stripeSecretKey: string;
  stripeWebhookSecret: string;
};

/** Reads the secrets of a data directory; they are made once, readable by their owner alone. */
export function readOrCreateSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  const secrets: Secrets = {
    authSecret: randomToken(32),
    staffPassword: randomToken(12),
    stripeSecretKey: `sk_test_sandbox_${randomBytes(16).toString('hex')}`,
    stripeWebhookSecret: `whsec_${randomBytes(24).toString('base64')}`,
  };
  // Renamed into place, so that a half-written file is never read.
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}

function randomToken(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}
