/** Milliseconds since 1970 from a monotonic clock: they order events even when the system clock is set back. */
export function monotonicNowMs(): number {
  return performance.timeOrigin + performance.now();
}
