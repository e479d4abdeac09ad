/*
 * The server's time in the browser. The device's clock may be wrong, so the server's `now` is carried
 * forward by the monotonic `performance.now()`.
 */

/** Server time minus performance.now(), in ms. */
let offsetMs: number | undefined;
let documentSynced = false;

/**
 * Syncs with the `now` of a response.
 *
 * Latency only makes `now` too old, so the largest offset is the best estimate, and countdowns never
 * show too much time.
 *
 * @param nowIso the `now` of the response
 * @param receivedAt performance.now() when it arrived
 */
export function syncServerTime(nowIso: string, receivedAt = performance.now()): void {
  const offset = Date.parse(nowIso) - receivedAt;
  if (offsetMs === undefined || offset > offsetMs) offsetMs = offset;
}

/**
 * Syncs with the time at which the document was rendered, as of when its response arrived.
 *
 * @param nowIso only the first one counts; later renderings have no such response time
 */
export function syncDocumentTime(nowIso: string): void {
  if (documentSynced) return;
  documentSynced = true;
  const [document] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  syncServerTime(nowIso, document?.responseStart);
}

/** The server's time, in ms since 1970. */
export function serverNowMs(): number {
  return offsetMs === undefined ? Date.now() : performance.now() + offsetMs;
}
