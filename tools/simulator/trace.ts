import type { Scheduler } from './scheduler.ts';

/** What happened in one run, line by line. Two runs of one seed have equal traces, byte for byte. */
export class Trace {
  readonly lines: string[] = [];
  readonly #scheduler: Scheduler;
  readonly #names = new Map<string, string>();

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Names an id in the trace, such as `s3.1` for a shopper's first order. */
  setName(id: string, name: string): void {
    this.#names.set(id, name);
  }

  nameOf(id: string): string {
    return this.#names.get(id) ?? id;
  }

  namesOf(ids: readonly string[]): string {
    return ids.map((id) => this.nameOf(id)).join(', ');
  }

  log(line: string): void {
    this.lines.push(`${formatElapsed(this.#scheduler.elapsedMs)}  ${line}`);
  }
}

/** `1:02:03.004`: hours, minutes and seconds since the start of the run. */
function formatElapsed(elapsedMs: number): string {
  const pad = (value: number, digits: number) => String(value).padStart(digits, '0');
  const seconds = Math.floor(elapsedMs / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = pad(Math.floor(seconds / 60) % 60, 2);
  return `${hours}:${minutes}:${pad(seconds % 60, 2)}.${pad(elapsedMs % 1000, 3)}`;
}
