/** A message to the load generator's process. */
export interface LoadCommand {
  type: 'run';
  /** The web processes; connections are spread over them. */
  urls: readonly string[];
  call: LoadTarget;
  connections: number;
  /**
   * null: a closed loop, in which each connection calls again after a response. Otherwise an open loop:
   * calls start at this constant rate, whether or not earlier ones are answered.
   */
  callsPerS: number | null;
  warmUpMs: number;
  /** null: until a stop command. */
  durationMs: number | null;
  /** Requests to build before the measurement. */
  preparedRequests: number;
}

export interface LoadTarget {
  procedure: 'orders.place' | 'noop';
  skuId: string;
}

export interface StopCommand {
  type: 'stop';
}

/**
 * Latencies count from the time a call was sent in a closed loop, and from the time it was due in an open
 * loop, so that waiting for a connection is included (no coordinated omission).
 */
export interface LoadResult {
  type: 'result';
  responsesPerS: number;
  p50Ms: number;
  p99Ms: number;
  p999Ms: number;
  /** All calls, including those outside the measured time. */
  calls: number;
  /** Responses other than 200, and the text of one of them. */
  failed: number;
  failure: string | null;
}

export interface LoadError {
  type: 'error';
  message: string;
}
