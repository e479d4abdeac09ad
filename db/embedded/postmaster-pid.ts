import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** The content of `postmaster.pid`. */
export interface Postmaster {
  pid: number;
  port: number;
  status: string;
}

/** Reads `postmaster.pid`; undefined if it does not exist or is incomplete. */
export function readPostmasterPid(cluster: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  // Lines: pid, directory, start time, port, socket, address, memory, status.
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), status: lines[7]?.trim() ?? '' };
}

/** Whether `pid` is the server of `cluster`, not a zombie or another process with that pid. */
export function isServing(pid: number, cluster: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  if (process.platform === 'linux') return isServingByProc(pid, cluster);
  if (process.platform === 'win32') return true;
  try {
    const [state = '', ...program] = execFileSync('ps', ['-o', 'stat=,comm=', '-p', String(pid)])
      .toString()
      .trim()
      .split(/\s+/);
    return !state.startsWith('Z') && program.join(' ').endsWith('postgres');
  } catch {
    return false;
  }
}

/** The working directory of a server is its data directory; a zombie has none. */
function isServingByProc(pid: number, cluster: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
  } catch {
    return false;
  }
}
