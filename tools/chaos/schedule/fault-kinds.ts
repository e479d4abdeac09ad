/** What a fault strikes. Two that strike the same thing do not overlap. */
export type Area =
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

interface Kind {
  area: Area;
  /** How long it lasts, in ms; [0, 0] for one that is over at once. */
  lastsMs: [min: number, max: number];
  /** How long its area is left alone after it, to come back. */
  restMs?: number;
  /** For runs of this length only, since it takes a minute until such a fault is noticed. */
  secondsMin?: number;
}

/**
 * Every kind of fault of a chaos run. Those of processes and connections are real: signals to real
 * processes, resets of real connections. Those of the payment service are the sandbox's switches.
 */
export const faultKinds = {
  'a web killed': { area: 'web', lastsMs: [0, 0], restMs: 4000 },
  'a web paused': { area: 'web', lastsMs: [300, 2500] },
  'a web restarted': { area: 'web', lastsMs: [0, 0], restMs: 4000 },
  'a worker killed': { area: 'worker', lastsMs: [0, 0], restMs: 4000 },
  'a worker paused': { area: 'worker', lastsMs: [300, 3000] },
  'a worker restarted': { area: 'worker', lastsMs: [0, 0], restMs: 4000 },
  'the payment service killed': { area: 'sandbox', lastsMs: [0, 0], restMs: 3000 },
  'the payment service paused': { area: 'sandbox', lastsMs: [300, 2500] },
  'the payment service restarted': { area: 'sandbox', lastsMs: [0, 0], restMs: 3000 },

  'PostgreSQL killed': { area: 'postgres', lastsMs: [0, 0], restMs: 5000 },
  'PostgreSQL paused': { area: 'postgres', lastsMs: [300, 2000] },
  'PostgreSQL restarted': { area: 'postgres', lastsMs: [0, 0], restMs: 5000 },
  'a backend killed': { area: 'postgres', lastsMs: [0, 0], restMs: 4000 },
  'a backend ended': { area: 'postgres', lastsMs: [0, 0] },
  'a backend paused': { area: 'postgres', lastsMs: [500, 2500] },

  'database connections cut': { area: 'database connections', lastsMs: [0, 0] },
  'database connections slow': { area: 'database connections', lastsMs: [500, 2000] },
  'database connections stalled': { area: 'database connections', lastsMs: [300, 1500] },
  'database answers lost': { area: 'database connections', lastsMs: [50, 500] },
  'database connections refused': { area: 'database connections', lastsMs: [300, 1500] },
  'database connections gone silent': {
    area: 'database connections',
    lastsMs: [0, 0],
    secondsMin: 60,
  },
  'payment connections cut': { area: 'payment connections', lastsMs: [0, 0] },
  'payment connections slow': { area: 'payment connections', lastsMs: [500, 2500] },
  'payment connections stalled': { area: 'payment connections', lastsMs: [300, 1500] },
  'payment answers lost': { area: 'payment connections', lastsMs: [100, 1000] },
  'payment connections gone silent': { area: 'payment connections', lastsMs: [0, 0] },
  'payment connections refused': { area: 'payment connections', lastsMs: [300, 1500] },
  'webhook connections cut': { area: 'webhook connections', lastsMs: [0, 0] },
  'webhook answers lost': { area: 'webhook connections', lastsMs: [200, 1500] },

  'a flood of repeated webhooks': { area: 'webhooks', lastsMs: [0, 0] },
  'a flood of forged webhooks': { area: 'webhooks', lastsMs: [0, 0] },
  'jobs deleted': { area: 'jobs', lastsMs: [0, 0] },
  'shoppers who do not wait': { area: 'shoppers', lastsMs: [500, 2000] },

  'webhooks lost': { area: 'payment service', lastsMs: [500, 2000] },
  'webhooks late': { area: 'payment service', lastsMs: [500, 2000] },
  'webhooks repeated': { area: 'payment service', lastsMs: [500, 2000] },
  'webhooks out of order': { area: 'payment service', lastsMs: [500, 2000] },
  'webhooks held back': { area: 'payment service', lastsMs: [500, 2500] },
  'the payment service answers 503': { area: 'payment service', lastsMs: [300, 2000] },
  'the payment service drops calls': { area: 'payment service', lastsMs: [300, 2000] },
  'the payment service is slow': { area: 'payment service', lastsMs: [500, 2000] },
  'the payment service does it and never answers': {
    area: 'payment service',
    lastsMs: [300, 1000],
  },
  'the payment service limits the rate': { area: 'payment service', lastsMs: [300, 1500] },
  'the payment service answers nonsense': { area: 'payment service', lastsMs: [300, 1000] },
  'all cards declined': { area: 'payment service', lastsMs: [500, 1500] },
  'wrong amounts taken': { area: 'payment service', lastsMs: [300, 1000] },
  'refunds fail': { area: 'payment service', lastsMs: [500, 2500] },
  'refunds take time': { area: 'payment service', lastsMs: [500, 2500] },
  'refunds are made and then fail to say so': { area: 'payment service', lastsMs: [500, 2500] },
} as const satisfies Record<string, Kind>;

export type FaultKind = keyof typeof faultKinds;

/** Areas of which there are several, so that one is struck while another serves. */
export const membersOf: Partial<Record<Area, number>> = { web: 2, worker: 2 };

/** The kind's properties, as the table's readers want them. */
export function kindOf(kind: FaultKind): Kind {
  return faultKinds[kind];
}
