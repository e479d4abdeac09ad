/*
 * The server's time in the browser. The device's clock may be wrong, so the server's `now` is carried
 * forward by the monotonic `performance.now()`. On most systems that stands still while the device sleeps
 * (W3C High Resolution Time, issue 115); `Date.now()` goes on, but also jumps when the clock is set. A leap
 * of the latter counts as sleep, so that no countdown shows too much time, until the next answer of the
 * server replaces the estimate.
 */

/** Of the two clocks against each other: more is no drift and no rounding. */
const LEAP_MS_MIN = 1000;

/** Server time minus performance.now(), in ms. */
let offsetMs: number | undefined;
/** `deviceLeadMs` when `offsetMs` was measured. */
let syncedLeadMs = 0;
let documentSynced = false;

/** Date.now() minus performance.now(): constant while the device is awake and its clock is not set. */
const deviceLeadMs = () => Date.now() - performance.now();

/** For how long the monotonic clock stood still since the last sync. */
function sleptMs(): number {
  const leapMs = deviceLeadMs() - syncedLeadMs;
  return leapMs < LEAP_MS_MIN ? 0 : leapMs;
}

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
  if (offsetMs === undefined || offset > offsetMs + sleptMs()) setOffset(offset);
}

function setOffset(offset: number): void {
  offsetMs = offset;
  syncedLeadMs = deviceLeadMs();
}

/**
 * Called when a request is sent. After a leap its answer alone says what the time is, unless the leap was
 * during the request: then its `now` may be from before the device slept.
 *
 * @returns takes the `now` of the response, when it arrives
 */
export function measureServerTime(): (nowIso: string) => void {
  const sentLeadMs = deviceLeadMs();
  return (nowIso) => {
    const isAfterLeap = Math.abs(sentLeadMs - syncedLeadMs) >= LEAP_MS_MIN;
    const isSteady = Math.abs(deviceLeadMs() - sentLeadMs) < LEAP_MS_MIN;
    if (isAfterLeap && isSteady) setOffset(Date.parse(nowIso) - performance.now());
    else syncServerTime(nowIso);
  };
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
  return offsetMs === undefined ? Date.now() : performance.now() + offsetMs + sleptMs();
}
