import { join } from 'node:path';
import { startEmbeddedPostgres } from '#db/embedded/embedded.ts';

/**
 * Opens the database for a command: DATABASE_URL, or the embedded server of DATA_DIR, which is started
 * for the command unless the shop already runs it.
 */
export async function openCommandDatabase(): Promise<{
  databaseUrl: string;
  /** Connects as the role that migrates. */
  ownerUrl: string;
  close(): Promise<void>;
}> {
  const databaseUrl = process.env['DATABASE_URL'];
  if (databaseUrl) {
    const ownerUrl = process.env['DATABASE_OWNER_URL'] || databaseUrl;
    return { databaseUrl, ownerUrl, close: () => Promise.resolve() };
  }
  const dataDir = join(process.env['DATA_DIR'] ?? '.data', 'postgres');
  const server = await startEmbeddedPostgres({ dataDir });
  return {
    databaseUrl: server.databaseUrl(),
    ownerUrl: server.ownerUrl(),
    close: () => (server.adopted ? Promise.resolve() : server.stop()),
  };
}
