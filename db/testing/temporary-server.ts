import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../embedded/embedded.ts';

/**
 * Starts a PostgreSQL with nothing in it and nothing to lose, for one run of tests or of a tool.
 * `stop()` ends it and removes its data; so does the death of this process, however it comes.
 *
 * @param options.durable writes to the disk as in production, for who measures what that costs
 * @param options.below the directory that its data are kept in meanwhile
 */
export async function startTemporaryServer(
  options: { durable?: boolean; below?: string } = {},
): Promise<EmbeddedPostgres> {
  const { durable = false, below = tmpdir() } = options;
  const dataDir = mkdtempSync(join(below, 'holdfast-postgres-'));
  const releaseGuard = spawnWatchdog(dataDir);
  const cleanUp = () => {
    rmSync(dataDir, { recursive: true, force: true });
    releaseGuard();
  };
  try {
    const server = await startEmbeddedPostgres({ dataDir, durable });
    return { ...server, stop: () => server.stop().finally(cleanUp) };
  } catch (error) {
    cleanUp();
    throw error;
  }
}

/** The server outlives us by design, so a process of its own watches for our end. */
function spawnWatchdog(dataDir: string): () => void {
  const program = join(import.meta.dirname, 'temporary-server-watchdog.ts');
  const guard = spawn(process.execPath, [program, dataDir], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  guard.unref();
  (guard.stdin as unknown as Socket).unref();
  return () => guard.stdin.end();
}
