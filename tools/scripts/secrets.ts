import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Secrets {
  sessionSecret: string;
  buyerSecret: string;
  linkSecret: string;
  staffPassword: string;
  /** The API key of the payment sandbox, and the secret that signs its webhooks. */
  stripeSecretKey: string;
  stripeWebhookSecret: string;
}

/** Reads the secrets of a data directory, or creates them, readable by their owner only. */
export function readOrCreateSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) return parseSecrets(readFileSync(file, 'utf8'));
  const secrets: Secrets = {
    sessionSecret: randomToken(32),
    buyerSecret: randomToken(32),
    linkSecret: randomToken(32),
    staffPassword: randomToken(12),
    stripeSecretKey: `sk_test_sandbox_${randomBytes(16).toString('hex')}`,
    stripeWebhookSecret: `whsec_${randomBytes(24).toString('base64')}`,
  };
  // Renamed into place, so that no partial file is ever read.
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}

/** A data directory of an earlier version has one `authSecret` for sessions, buyers and links. */
function parseSecrets(text: string): Secrets {
  const { authSecret, ...secrets } = JSON.parse(text) as Secrets & { authSecret?: string };
  if (authSecret === undefined) return secrets;
  return { ...secrets, sessionSecret: authSecret, buyerSecret: authSecret, linkSecret: authSecret };
}

function randomToken(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}
