import type { Fault } from '../schedule/fault-schedule.ts';
import type { InjectFault } from './fault-context.ts';

type FaultSwitches = Record<string, string | number | boolean>;

/** Sets fault switches of the sandbox, and resets them at the end. */
export function setSandboxFaults(
  on: FaultSwitches | ((fault: Fault) => FaultSwitches),
  off: FaultSwitches,
): InjectFault {
  return async ({ sandbox }, fault) => {
    const wanted = typeof on === 'function' ? on(fault) : on;
    if (!(await sandbox.setFaults(wanted))) return null;
    return { detail: JSON.stringify(wanted), stop: () => sandbox.setFaults(off) };
  };
}
