/** What a fault acts on. Faults of one target do not overlap. */
export type FaultTarget =
  | 'web'
  | 'worker'
  | 'sandbox'
  | 'postgres'
  | 'database connections'
  | 'payment connections'
  | 'webhook connections'
  | 'webhooks'
  | 'payment service'
  | 'jobs'
  | 'shoppers';

interface FaultSpec {
  target: FaultTarget;
  /** [0, 0] for a momentary fault. */
  durationMs: [min: number, max: number];
  /** How long the target gets to recover afterwards. */
  cooldownMs?: number;
  /** Only in runs of this length: such a fault takes a minute to be noticed. */
  runSecondsMin?: number;
}

/**
 * Every kind of fault. Those of processes and connections are real signals and resets; those of the
 * payment service are switches of the sandbox.
 */
export const faultKinds = {
  'a web killed': { target: 'web', durationMs: [0, 0], cooldownMs: 4000 },
  'a web paused': { target: 'web', durationMs: [300, 2500] },
  'a web restarted': { target: 'web', durationMs: [0, 0], cooldownMs: 4000 },
  'a worker killed': { target: 'worker', durationMs: [0, 0], cooldownMs: 4000 },
  'a worker paused': { target: 'worker', durationMs: [300, 3000] },
  'a worker restarted': { target: 'worker', durationMs: [0, 0], cooldownMs: 4000 },
  'the payment service killed': { target: 'sandbox', durationMs: [0, 0], cooldownMs: 3000 },
  'the payment service paused': { target: 'sandbox', durationMs: [300, 2500] },
  'the payment service restarted': { target: 'sandbox', durationMs: [0, 0], cooldownMs: 3000 },

  'PostgreSQL killed': { target: 'postgres', durationMs: [0, 0], cooldownMs: 5000 },
  'PostgreSQL paused': { target: 'postgres', durationMs: [300, 2000] },
  'PostgreSQL restarted': { target: 'postgres', durationMs: [0, 0], cooldownMs: 5000 },
  'a backend killed': { target: 'postgres', durationMs: [0, 0], cooldownMs: 4000 },
  'a backend ended': { target: 'postgres', durationMs: [0, 0] },
  'a backend paused': { target: 'postgres', durationMs: [500, 2500] },

  'database connections cut': { target: 'database connections', durationMs: [0, 0] },
  'database connections slow': { target: 'database connections', durationMs: [500, 2000] },
  'database connections stalled': { target: 'database connections', durationMs: [300, 1500] },
  'database answers lost': { target: 'database connections', durationMs: [50, 500] },
  'database connections refused': { target: 'database connections', durationMs: [300, 1500] },
  'database connections gone silent': {
    target: 'database connections',
    durationMs: [0, 0],
    runSecondsMin: 60,
  },
  'payment connections cut': { target: 'payment connections', durationMs: [0, 0] },
  'payment connections slow': { target: 'payment connections', durationMs: [500, 2500] },
  'payment connections stalled': { target: 'payment connections', durationMs: [300, 1500] },
  'payment answers lost': { target: 'payment connections', durationMs: [100, 1000] },
  'payment connections gone silent': { target: 'payment connections', durationMs: [0, 0] },
  'payment connections refused': { target: 'payment connections', durationMs: [300, 1500] },
  'webhook connections cut': { target: 'webhook connections', durationMs: [0, 0] },
  'webhook answers lost': { target: 'webhook connections', durationMs: [200, 1500] },

  'a flood of repeated webhooks': { target: 'webhooks', durationMs: [0, 0] },
  'a flood of forged webhooks': { target: 'webhooks', durationMs: [0, 0] },
  'jobs deleted': { target: 'jobs', durationMs: [0, 0] },
  'shoppers who do not wait': { target: 'shoppers', durationMs: [500, 2000] },

  'webhooks lost': { target: 'payment service', durationMs: [500, 2000] },
  'webhooks late': { target: 'payment service', durationMs: [500, 2000] },
  'webhooks repeated': { target: 'payment service', durationMs: [500, 2000] },
  'webhooks out of order': { target: 'payment service', durationMs: [500, 2000] },
  'webhooks held back': { target: 'payment service', durationMs: [500, 2500] },
  'the payment service answers 503': { target: 'payment service', durationMs: [300, 2000] },
  'the payment service drops calls': { target: 'payment service', durationMs: [300, 2000] },
  'the payment service is slow': { target: 'payment service', durationMs: [500, 2000] },
  'the payment service does it and never answers': {
    target: 'payment service',
    durationMs: [300, 1000],
  },
  'the payment service limits the rate': { target: 'payment service', durationMs: [300, 1500] },
  'the payment service answers nonsense': { target: 'payment service', durationMs: [300, 1000] },
  'all cards declined': { target: 'payment service', durationMs: [500, 1500] },
  'wrong amounts taken': { target: 'payment service', durationMs: [300, 1000] },
  'refunds fail': { target: 'payment service', durationMs: [500, 2500] },
  'refunds take time': { target: 'payment service', durationMs: [500, 2500] },
  'refunds are made and then fail to say so': {
    target: 'payment service',
    durationMs: [500, 2500],
  },
} as const satisfies Record<string, FaultSpec>;

export type FaultKind = keyof typeof faultKinds;

/** Targets with several instances: one fails while another works. */
export const instanceCounts: Partial<Record<FaultTarget, number>> = { web: 2, worker: 2 };

export function faultSpec(kind: FaultKind): FaultSpec {
  return faultKinds[kind];
}
