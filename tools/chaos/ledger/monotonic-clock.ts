/**
 * Milliseconds since 1970 that never step back, whatever happens to the system's clock: what happened
 * before what, in this process, is read from them.
 */
export function monotonicNowMs(): number {
  return performance.timeOrigin + performance.now();
}
