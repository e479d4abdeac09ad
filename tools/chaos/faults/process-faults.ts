import { setTimeout as delay } from 'node:timers/promises';
import type { SupervisedProcess } from '../../scripts/supervised-process.ts';
import type { FaultContext, InjectFault } from './fault-context.ts';

const RETRY_MS = 500;

type SelectProcess = (context: FaultContext, instance: number) => SupervisedProcess | undefined;

export const selectWeb: SelectProcess = ({ testSystem }, instance) =>
  testSystem.shop.webs[instance];
export const selectWorker: SelectProcess = ({ testSystem }, instance) =>
  testSystem.shop.workers[instance];
export const selectSandbox: SelectProcess = ({ testSystem }) => testSystem.sandbox;

/** Ends a process in the middle of what it does; it is started again by whoever supervises it. */
export function killProcess(select: SelectProcess): InjectFault {
  return (context, { instance }) => {
    const process = select(context, instance);
    if (!process?.pid) return null;
    const detail = `${process.name} (${process.pid})`;
    trackBackgroundTask(context, process.kill('SIGKILL'));
    return { detail };
  };
}

/** Halts a process, as a long collection of garbage or a machine that is moved does. */
export function pauseProcess(select: SelectProcess): InjectFault {
  return (context, { instance }) => {
    const process = select(context, instance);
    const pid = process?.pid;
    if (!pid) return null;
    sendSignal(pid, 'SIGSTOP');
    return { detail: `${process.name} (${pid})`, stop: () => sendSignal(pid, 'SIGCONT') };
  };
}

/** Lets a process drain and starts it anew, as a deployment does. */
export function restartProcess(select: SelectProcess): InjectFault {
  return (context, { instance }) => {
    const process = select(context, instance);
    if (!process?.pid) return null;
    const detail = `${process.name} (${process.pid})`;
    trackBackgroundTask(context, restartUntilUp(process, context.signal));
    return { detail };
  };
}

/** One that cannot start, since the database is down just now, is tried again. */
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

/** Waited for when the run heals. */
function trackBackgroundTask(context: FaultContext, promise: Promise<unknown>): void {
  const kept = promise.catch(() => {}).finally(() => context.backgroundTasks.delete(kept));
  context.backgroundTasks.add(kept);
}

/** Signals a process that may have gone. @returns whether it was there */
export function sendSignal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
