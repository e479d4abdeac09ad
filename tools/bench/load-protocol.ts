/** What the load generator is asked to do, in a message to its process. */
export interface LoadCommand {
  type: 'run';
  /** The web processes; connections are spread over them. */
  urls: readonly string[];
  call: LoadTarget;
  connections: number;
  /**
   * null: a closed loop, each connection calls again as soon as it is answered. Otherwise an open
   * one: calls begin at this constant rate, whether or not earlier ones are answered.
   */
  callsPerS: number | null;
  warmUpMs: number;
  /** null: until told to stop. */
  durationMs: number | null;
  /** Calls to write beforehand, so that making them costs nothing while it is measured. */
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
 * What it found. Latencies count from when a call was sent in a closed loop, and in an open one from
 * when it should have been, so that waiting for a connection is not hidden.
 */
export interface LoadResult {
  type: 'result';
  answersPerS: number;
  p50Ms: number;
  p99Ms: number;
  p999Ms: number;
  /** All calls, with those before and after what is measured. */
  calls: number;
  /** Answers other than 200, whenever they came, and what one of them said. */
  failed: number;
  failure: string | null;
}

export interface LoadError {
  type: 'error';
  message: string;
}
