import { join } from 'node:path';
import { startEmbeddedPostgres } from '#db/embedded/embedded.ts';

/**
 * The database that a command works on: DATABASE_URL, or else the embedded one of DATA_DIR, which is
 * started for the command when the shop is not running, and left alone when it is.
 */
export async function openCommandDatabase(): Promise<{
  databaseUrl: string;
  close(): Promise<void>;
}> {
  const databaseUrl = process.env['DATABASE_URL'];
  if (databaseUrl) return { databaseUrl, close: () => Promise.resolve() };
  const dataDir = join(process.env['DATA_DIR'] ?? '.data', 'postgres');
  const server = await startEmbeddedPostgres({ dataDir });
  return {
    databaseUrl: server.databaseUrl(),
    close: () => (server.adopted ? Promise.resolve() : server.stop()),
  };
}
