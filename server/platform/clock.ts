/** The clock as a dependency, which tests control: verbs read it, rules take the time as an argument. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** The time `ms` milliseconds after `time`; before it if negative. */
export function addMs(time: Date, ms: number): Date {
  return new Date(time.getTime() + ms);
}
