// Started by throw-away-server.ts with the server's data directory. Its standard input is a pipe
// whose other end only the starter holds: the pipe closes when the starter is done or dead.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
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
    // Only a server that is gone writes nothing more below what is removed.
    while (isServing(server.pid, cluster)) await pause(10);
  }
  rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
