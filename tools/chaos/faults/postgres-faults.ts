import { sql } from 'kysely';
import type { FaultContext, InjectFault } from './fault-context.ts';
import { sendSignal } from './process-faults.ts';

/** Ends the server at once; it recovers from its log when its supervisor has started it again. */
export const killPostgres: InjectFault = ({ testSystem }) => {
  const { pid } = testSystem.postgres;
  return sendSignal(pid, 'SIGKILL') ? { detail: `postmaster ${pid}` } : null;
};

/** Ends all sessions and shuts the server down in order. */
export const restartPostgres: InjectFault = ({ testSystem }) => {
  const { pid } = testSystem.postgres;
  return sendSignal(pid, 'SIGINT') ? { detail: `postmaster ${pid}` } : null;
};

/** Halts the whole server, as a machine that stands still does. */
export const pausePostgres: InjectFault = async (context) => {
  const { pid } = context.testSystem.postgres;
  const processes = [pid, ...(await serverProcesses(context))];
  // The postmaster first, so that no process is added.
  const halted = processes.filter((each) => sendSignal(each, 'SIGSTOP'));
  if (halted.length === 0) return null;
  const end = () => halted.forEach((each) => sendSignal(each, 'SIGCONT'));
  return { detail: `postmaster ${pid} and ${halted.length - 1} processes of its`, stop: end };
};

/** Ends one session's process as a crash does, whereupon PostgreSQL ends all sessions and recovers. */
export const killBackend: InjectFault = async (context, { randomValue }) => {
  const pid = await pickBackend(context, randomValue);
  return pid !== undefined && sendSignal(pid, 'SIGKILL') ? { detail: `backend ${pid}` } : null;
};

/** Ends one session, as an administrator does. */
export const terminateBackend: InjectFault = async (context, { randomValue }) => {
  const pid = await pickBackend(context, randomValue);
  return pid !== undefined && sendSignal(pid, 'SIGTERM') ? { detail: `backend ${pid}` } : null;
};

/** Halts one session, with the locks that it holds. */
export const pauseBackend: InjectFault = async (context, { randomValue }) => {
  const pid = await pickBackend(context, randomValue);
  if (pid === undefined || !sendSignal(pid, 'SIGSTOP')) return null;
  return { detail: `backend ${pid}`, stop: () => sendSignal(pid, 'SIGCONT') };
};

/** A session of the shop's, by preference one that is in a transaction. */
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
