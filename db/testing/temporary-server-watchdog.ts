// Started by temporary-server.ts with the server's data directory. Its standard input is a pipe that
// closes when the parent is done or has died.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isServing, readPostmasterPid } from '../embedded/postmaster-pid.ts';

const dataDir = process.argv[2];
if (!dataDir) throw new Error('temporary-server-watchdog.ts needs a data directory');

process.stdin.resume();
process.stdin.once('end', () => void cleanUp(dataDir));

async function cleanUp(home: string): Promise<void> {
  const cluster = join(home, 'cluster');
  const server = readPostmasterPid(cluster);
  if (server && isServing(server.pid, cluster)) {
    process.kill(server.pid, 'SIGQUIT');
    // A running server would still write to the directory that is removed.
    while (isServing(server.pid, cluster)) await delay(10);
  }
  rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
