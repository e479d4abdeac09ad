import { setTimeout as delay } from 'node:timers/promises';
import type { SupervisedProcess } from '../../scripts/supervised-process.ts';
import { runInBackground, type FaultContext, type InjectFault } from './fault-context.ts';

const RETRY_MS = 500;

type SelectProcess = (context: FaultContext, instance: number) => SupervisedProcess | undefined;

export const selectWeb: SelectProcess = ({ testSystem }, instance) =>
  testSystem.shop.webs[instance];
export const selectWorker: SelectProcess = ({ testSystem }, instance) =>
  testSystem.shop.workers[instance];
export const selectSandbox: SelectProcess = ({ testSystem }) => testSystem.sandbox;

/** Kills a process; its supervisor restarts it. */
export function killProcess(select: SelectProcess): InjectFault {
  return (context, { instance }) => {
    const process = select(context, instance);
    if (!process?.pid) return null;
    const detail = `${process.name} (${process.pid})`;
    runInBackground(context, process.kill('SIGKILL'));
    return { detail };
  };
}

/** Pauses a process, like a long garbage collection or the migration of a virtual machine. */
export function pauseProcess(select: SelectProcess): InjectFault {
  return (context, { instance }) => {
    const process = select(context, instance);
    const pid = process?.pid;
    if (!pid) return null;
    sendSignal(pid, 'SIGSTOP');
    return { detail: `${process.name} (${pid})`, stop: () => sendSignal(pid, 'SIGCONT') };
  };
}

/** Drains and restarts a process, as a deployment does. */
export function restartProcess(select: SelectProcess): InjectFault {
  return (context, { instance }) => {
    const process = select(context, instance);
    if (!process?.pid) return null;
    const detail = `${process.name} (${process.pid})`;
    runInBackground(context, restartUntilUp(process, context.signal));
    return { detail };
  };
}

/** Retries while the process cannot start, for example because the database is down. */
async function restartUntilUp(process: SupervisedProcess, signal: AbortSignal): Promise<void> {
  await process.stop();
  while (!signal.aborted) {
    try {
      return await process.start(signal);
    } catch {
      await delay(RETRY_MS, undefined, { signal });
    }
  }
}

/** Signals a process. @returns false when it no longer exists */
export function sendSignal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
