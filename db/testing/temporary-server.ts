import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../embedded/embedded.ts';

/**
 * Starts an empty PostgreSQL for one run of tests or of a tool. `stop()` ends it and removes its data; so
 * does the end of this process, also by a kill.
 *
 * @param options.durable with fsync, as in production
 * @param options.below the parent of its data directory
 */
export async function startTemporaryServer(
  options: { durable?: boolean; below?: string } = {},
): Promise<EmbeddedPostgres> {
  const { durable = false, below = tmpdir() } = options;
  const dataDir = mkdtempSync(join(below, 'holdfast-postgres-'));
  const releaseWatchdog = spawnWatchdog(dataDir);
  const cleanUp = () => {
    rmSync(dataDir, { recursive: true, force: true });
    releaseWatchdog();
  };
  try {
    const server = await startEmbeddedPostgres({ dataDir, durable });
    return { ...server, stop: () => server.stop().finally(cleanUp) };
  } catch (error) {
    cleanUp();
    throw error;
  }
}

/** The server does not end with this process, so another process watches for its end. */
function spawnWatchdog(dataDir: string): () => void {
  const program = join(import.meta.dirname, 'temporary-server-watchdog.ts');
  const watchdog = spawn(process.execPath, [program, dataDir], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  watchdog.unref();
  (watchdog.stdin as unknown as Socket).unref();
  return () => watchdog.stdin.end();
}
