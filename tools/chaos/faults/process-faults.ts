import { setTimeout as delay } from 'node:timers/promises';
import type { SupervisedProcess } from '../../scripts/supervised-process.ts';
import type { Scene, Strike } from './scene.ts';

const RETRY_MS = 500;

type Choose = (scene: Scene, member: number) => SupervisedProcess | undefined;

export const aWeb: Choose = ({ drill }, member) => drill.shop.webs[member];
export const aWorker: Choose = ({ drill }, member) => drill.shop.workers[member];
export const theSandbox: Choose = ({ drill }) => drill.sandbox;

/** Ends a process in the middle of what it does; it is started again by whoever supervises it. */
export function kill(choose: Choose): Strike {
  return (scene, { member }) => {
    const process = choose(scene, member);
    if (!process?.pid) return null;
    const detail = `${process.name} (${process.pid})`;
    keep(scene, process.kill('SIGKILL'));
    return { detail };
  };
}

/** Halts a process, as a long collection of garbage or a machine that is moved does. */
export function pause(choose: Choose): Strike {
  return (scene, { member }) => {
    const process = choose(scene, member);
    const pid = process?.pid;
    if (!pid) return null;
    signal(pid, 'SIGSTOP');
    return { detail: `${process.name} (${pid})`, end: () => signal(pid, 'SIGCONT') };
  };
}

/** Lets a process drain and starts it anew, as a deployment does. */
export function restart(choose: Choose): Strike {
  return (scene, { member }) => {
    const process = choose(scene, member);
    if (!process?.pid) return null;
    const detail = `${process.name} (${process.pid})`;
    keep(scene, restartUntilUp(process, scene.signal));
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
function keep(scene: Scene, promise: Promise<unknown>): void {
  const kept = promise.catch(() => {}).finally(() => scene.underWay.delete(kept));
  scene.underWay.add(kept);
}

/** Signals a process that may have gone. @returns whether it was there */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
