import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Metrics } from './bench-case.ts';

/** Linux counts processor time to user space in hundredths of a second (man 5 proc_pid_stat). */
const TICK_MS = 10;

/** What was used since it was started, as figures; none on systems without /proc. */
export interface UsageMeter {
  /** Processor time for so many orders, and memory. */
  perThousandOrders(orders: number): Metrics;
}

/**
 * Begins to watch what processes take of the machine.
 * @param groups whose figures are told together, such as a database with all its processes
 */
export function startUsageMeter(groups: Record<string, () => number[]>): UsageMeter {
  const names = Object.keys(groups);
  const read = () => Object.values(groups).map((pids) => sum(pids().map(readCpuMs)));
  const before = read();
  const used = () => read().map((cpuMs, index) => cpuMs - (before[index] ?? 0));
  const hasProc = existsSync('/proc/self/stat');
  return {
    perThousandOrders(orders) {
      if (!hasProc) return {};
      const figures: Metrics = {};
      used().forEach((usedMs, index) => {
        const name = names[index]!;
        figures[`${name}-cpu`] = { unit: 'CPU ms/1,000 orders', value: usedMs / (orders / 1000) };
        const memoryMb = sum(groups[name]!().map(readMemoryMb));
        if (memoryMb > 0) figures[`${name}-memory`] = { unit: 'MB', value: memoryMb };
      });
      return figures;
    },
  };
}

/** A process and its children. */
export function withChildren(pid: number): number[] {
  if (!existsSync('/proc')) return [pid];
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => Number(readStat(candidate)[1]) === pid);
  return [pid, ...children];
}

/** Since the process began, with that of its children that have ended. */
function readCpuMs(pid: number): number {
  const [utime = 0, stime = 0, cutime = 0, cstime = 0] = readStat(pid).slice(11, 15).map(Number);
  return (utime + stime + cutime + cstime) * TICK_MS;
}

/** The fields behind the process's name, the first being its state; none when it has ended. */
function readStat(pid: number): string[] {
  const text = readFileOrEmpty(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Pages that several processes share are counted once (PSS); 0 where it may not be read. */
function readMemoryMb(pid: number): number {
  const kb = /^Pss: *(\d+) kB/m.exec(readFileOrEmpty(`/proc/${pid}/smaps_rollup`))?.[1];
  return Number(kb ?? 0) / 1024;
}

function readFileOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
