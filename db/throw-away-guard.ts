// Started by throw-away-server.ts with the server's data directory. Its standard input is a pipe
// whose other end only the starter holds: the pipe closes when the starter is done or dead.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isServing, readPostmasterPid } from './postmaster-pid.ts';

const dataDir = process.argv[2];
if (!dataDir) throw new Error('throw-away-guard.ts needs a data directory');

process.stdin.resume();
process.stdin.once('end', () => {
  const cluster = join(dataDir, 'cluster');
  const server = readPostmasterPid(cluster);
  if (server && isServing(server.pid, cluster)) process.kill(server.pid, 'SIGQUIT');
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});
