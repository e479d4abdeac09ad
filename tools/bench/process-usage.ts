import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Metrics } from './bench-case.ts';

/** Linux counts processor time to user space in hundredths of a second (man 5 proc_pid_stat). */
const TICK_MS = 10;

/** Measures from its start; no figures on systems without /proc. */
export interface UsageMeter {
  /** Processor time per 1,000 of `orders`, and memory. */
  perThousandOrders(orders: number): Metrics;
}

/**
 * Starts to measure processor time and memory.
 * @param groups process ids by name; each group is one figure, such as the database with all its processes
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

/** Since the start of the process, including children that have exited. */
function readCpuMs(pid: number): number {
  const [utime = 0, stime = 0, cutime = 0, cstime = 0] = readStat(pid).slice(11, 15).map(Number);
  return (utime + stime + cutime + cstime) * TICK_MS;
}

/** The fields after the process name, beginning with its state; empty when it has exited. */
function readStat(pid: number): string[] {
  const text = readFileOrEmpty(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Proportional set size, which counts shared pages once; 0 without permission. */
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
