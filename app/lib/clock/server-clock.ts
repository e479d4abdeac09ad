/*
 * The server's time, kept in the browser. A device's own clock may be hours off, so a deadline is
 * compared with the server's `now`, carried forward by the monotonic clock of the page.
 */

/** Server time minus page time, in milliseconds; unknown before the first answer. */
let offsetMs: number | undefined;
let documentSynced = false;

/**
 * Learns from an answer of the server.
 *
 * An answer is always a little old when it arrives, so each one only tells "it is at least this
 * late". The furthest lead is therefore the truest, and a countdown never promises too much.
 *
 * @param nowIso the `now` of the answer
 * @param receivedAt page time at which it arrived
 */
export function syncServerTime(nowIso: string, receivedAt = performance.now()): void {
  const lead = Date.parse(nowIso) - receivedAt;
  if (offsetMs === undefined || lead > offsetMs) offsetMs = lead;
}

/**
 * Learns from the time at which the document was made. It counts from the document's arrival, long
 * before any code could read it; later renderings of a page know no such moment of theirs.
 *
 * @param nowIso the time that the document carries; only the first one given can be that
 */
export function syncDocumentTime(nowIso: string): void {
  if (documentSynced) return;
  documentSynced = true;
  const [document] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  syncServerTime(nowIso, document?.responseStart);
}

/** The time on the server, in milliseconds since 1970. */
export function serverNowMs(): number {
  return offsetMs === undefined ? Date.now() : performance.now() + offsetMs;
}
