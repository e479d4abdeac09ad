import type { Fault } from '../schedule/schedule.ts';
import type { Strike } from './scene.ts';

type Switches = Record<string, string | number | boolean>;

/** Turns switches of the sandbox on, and back to a good day's setting at the end. */
export function turnOn(on: Switches | ((fault: Fault) => Switches), off: Switches): Strike {
  return async ({ control }, fault) => {
    const wanted = typeof on === 'function' ? on(fault) : on;
    if (!(await control.setFaults(wanted))) return null;
    return { detail: JSON.stringify(wanted), end: () => control.setFaults(off) };
  };
}
