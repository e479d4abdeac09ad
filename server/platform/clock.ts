/** The time, as a dependency: rules take it as an argument, and verbs read it here. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A time some milliseconds after another. */
export function addMs(time: Date, ms: number): Date {
  return new Date(time.getTime() + ms);
}
