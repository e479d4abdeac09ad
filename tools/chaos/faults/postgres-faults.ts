import { sql } from 'kysely';
import type { Scene, Strike } from './scene.ts';
import { signal } from './process-faults.ts';

/** Ends the server at once; it recovers from its log when its supervisor has started it again. */
export const killPostgres: Strike = ({ drill }) => {
  const { pid } = drill.postgres;
  return signal(pid, 'SIGKILL') ? { detail: `postmaster ${pid}` } : null;
};

/** Ends all sessions and shuts the server down in order. */
export const restartPostgres: Strike = ({ drill }) => {
  const { pid } = drill.postgres;
  return signal(pid, 'SIGINT') ? { detail: `postmaster ${pid}` } : null;
};

/** Halts the whole server, as a machine that stands still does. */
export const pausePostgres: Strike = async (scene) => {
  const { pid } = scene.drill.postgres;
  const processes = [pid, ...(await serverProcesses(scene))];
  // The postmaster first, so that no process is added.
  const halted = processes.filter((each) => signal(each, 'SIGSTOP'));
  if (halted.length === 0) return null;
  const end = () => halted.forEach((each) => signal(each, 'SIGCONT'));
  return { detail: `postmaster ${pid} and ${halted.length - 1} processes of its`, end };
};

/** Ends one session's process as a crash does, whereupon PostgreSQL ends all sessions and recovers. */
export const killBackend: Strike = async (scene, { chance }) => {
  const pid = await someBackend(scene, chance);
  return pid !== undefined && signal(pid, 'SIGKILL') ? { detail: `backend ${pid}` } : null;
};

/** Ends one session, as an administrator does. */
export const endBackend: Strike = async (scene, { chance }) => {
  const pid = await someBackend(scene, chance);
  return pid !== undefined && signal(pid, 'SIGTERM') ? { detail: `backend ${pid}` } : null;
};

/** Halts one session, with the locks that it holds. */
export const pauseBackend: Strike = async (scene, { chance }) => {
  const pid = await someBackend(scene, chance);
  if (pid === undefined || !signal(pid, 'SIGSTOP')) return null;
  return { detail: `backend ${pid}`, end: () => signal(pid, 'SIGCONT') };
};

/** A session of the shop's, by preference one that is in a transaction. */
async function someBackend({ drill }: Scene, chance: number): Promise<number | undefined> {
  const { rows } = await sql<{ pid: number }>`
    select pid from pg_stat_activity
    where backend_type = 'client backend' and datname = current_database()
      and application_name <> 'holdfast chaos'
    order by xact_start is null, pid`.execute(drill.db);
  return rows[Math.floor(chance ** 2 * rows.length)]?.pid;
}

async function serverProcesses({ drill }: Scene): Promise<number[]> {
  const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity`.execute(drill.db);
  return rows.map((row) => row.pid);
}
