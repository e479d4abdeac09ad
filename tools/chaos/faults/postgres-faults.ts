import { sql } from 'kysely';
import type { FaultContext, InjectFault } from './fault-context.ts';
import { sendSignal } from './process-faults.ts';

/** Kills the server; it recovers from its log after its supervisor restarts it. */
export const killPostgres: InjectFault = ({ testSystem }) => {
  const { pid } = testSystem.postgres;
  return sendSignal(pid, 'SIGKILL') ? { detail: `postmaster ${pid}` } : null;
};

/** Fast shutdown: ends all sessions; the supervisor restarts the server. */
export const restartPostgres: InjectFault = ({ testSystem }) => {
  const { pid } = testSystem.postgres;
  return sendSignal(pid, 'SIGINT') ? { detail: `postmaster ${pid}` } : null;
};

/** Pauses all processes of the server, like a paused virtual machine. */
export const pausePostgres: InjectFault = async (context) => {
  const { pid } = context.testSystem.postgres;
  const processes = [pid, ...(await serverProcesses(context))];
  // The postmaster first, so that it starts no new process.
  const paused = processes.filter((each) => sendSignal(each, 'SIGSTOP'));
  if (paused.length === 0) return null;
  const stop = () => paused.forEach((each) => sendSignal(each, 'SIGCONT'));
  return { detail: `postmaster ${pid} and ${paused.length - 1} of its processes`, stop };
};

/** Kills one backend, whereupon PostgreSQL ends all sessions and recovers. */
export const killBackend: InjectFault = async (context, { randomValue }) => {
  const pid = await pickBackend(context, randomValue);
  return pid !== undefined && sendSignal(pid, 'SIGKILL') ? { detail: `backend ${pid}` } : null;
};

/** Terminates one session, as an administrator does. */
export const terminateBackend: InjectFault = async (context, { randomValue }) => {
  const pid = await pickBackend(context, randomValue);
  return pid !== undefined && sendSignal(pid, 'SIGTERM') ? { detail: `backend ${pid}` } : null;
};

/** Pauses one session, which keeps its locks. */
export const pauseBackend: InjectFault = async (context, { randomValue }) => {
  const pid = await pickBackend(context, randomValue);
  if (pid === undefined || !sendSignal(pid, 'SIGSTOP')) return null;
  return { detail: `backend ${pid}`, stop: () => sendSignal(pid, 'SIGCONT') };
};

/** A session of the shop, preferably one in a transaction. */
async function pickBackend(
  { testSystem }: FaultContext,
  randomValue: number,
): Promise<number | undefined> {
  const { rows } = await sql<{ pid: number }>`
    select pid from pg_stat_activity
    where backend_type = 'client backend' and datname = current_database()
      and application_name <> 'holdfast chaos'
    order by xact_start is null, pid`.execute(testSystem.db);
  return rows[Math.floor(randomValue ** 2 * rows.length)]?.pid;
}

async function serverProcesses({ testSystem }: FaultContext): Promise<number[]> {
  const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity`.execute(
    testSystem.db,
  );
  return rows.map((row) => row.pid);
}
