/** So many times, or until switched off. */
export type FaultCount = number | 'all';

/** Every fault that can be switched on. All off is a payment service on a good day. */
export interface FaultSettings {
  webhook_delay_ms: number;
  webhook_drop: FaultCount;
  webhook_repeat: number;
  webhook_reorder: number;
  webhook_paused: boolean;
  api_only: string;
  api_outage: 'off' | '503' | 'drop';
  api_delay_ms: number;
  api_hang_after: FaultCount;
  api_rate_limit: FaultCount;
  api_garbage: FaultCount;
  decline_all: boolean;
  capture_offset: number;
  refund_errors: FaultCount;
  refund_errors_stick: boolean;
  refund_errors_after: FaultCount;
  refund_outcome: 'succeeded' | 'pending' | 'failed';
  refund_settle_ms: number;
}

type CountedFault = {
  [Name in keyof FaultSettings]: FaultCount extends FaultSettings[Name] ? Name : never;
}[keyof FaultSettings];

export const defaultFaults: FaultSettings = {
  webhook_delay_ms: 0,
  webhook_drop: 0,
  webhook_repeat: 1,
  webhook_reorder: 0,
  webhook_paused: false,
  api_only: '',
  api_outage: 'off',
  api_delay_ms: 0,
  api_hang_after: 0,
  api_rate_limit: 0,
  api_garbage: 0,
  decline_all: false,
  capture_offset: 0,
  refund_errors: 0,
  refund_errors_stick: false,
  refund_errors_after: 0,
  refund_outcome: 'succeeded',
  refund_settle_ms: 1000,
};

/** What a person reads beside each switch, and how its value is checked. */
export const faultDefinitions: Record<keyof FaultSettings, { check: FaultCheck; says: string }> = {
  webhook_delay_ms: {
    check: { min: 0 },
    says: 'Late webhooks: wait so many milliseconds before each delivery',
  },
  webhook_drop: { check: 'count', says: 'Lost webhooks: the next n events (or all) never arrive' },
  webhook_repeat: {
    check: { min: 1, max: 50 },
    says: 'Duplicated webhooks: deliver each event so often',
  },
  webhook_reorder: {
    check: { min: 0, max: 1000 },
    says: 'Reordered webhooks: gather n events, then send them newest first',
  },
  webhook_paused: { check: 'flag', says: 'Paused deliveries: events wait until switched off' },
  api_only: {
    check: 'text',
    says: 'The next six hit only requests that start so, such as "POST /v1/refunds" (empty: all)',
  },
  api_outage: { check: ['off', '503', 'drop'], says: 'Outage: answer 503, or drop the connection' },
  api_delay_ms: { check: { min: 0 }, says: 'Slow answers: wait so many milliseconds before each' },
  api_hang_after: {
    check: 'count',
    says: 'Time-out after success, n times (or all): do it, then never answer',
  },
  api_rate_limit: { check: 'count', says: 'Rate limiting: answer 429 n times (or all)' },
  api_garbage: {
    check: 'count',
    says: 'Garbage: answer 200 with HTML n times (or all), do nothing',
  },
  decline_all: { check: 'flag', says: 'Every card is declined' },
  capture_offset: {
    check: {},
    says: 'Wrong amount: capture so many cents more (or, below 0, less) than asked',
  },
  refund_errors: {
    check: 'count',
    says: 'Refunds answer 500 n times (or all) and give nothing back',
  },
  refund_errors_stick: {
    check: 'flag',
    says: "Such a 500 is the key's stored answer, so repeating the key repeats it",
  },
  refund_errors_after: {
    check: 'count',
    says: 'Refunds are made and answer 500 all the same, n times (or all); the key repeats it',
  },
  refund_outcome: {
    check: ['succeeded', 'pending', 'failed'],
    says: 'Refunds succeed at once, or are pending and then succeed, or are pending and then fail',
  },
  refund_settle_ms: {
    check: { min: -1 },
    says: 'Pending refunds settle by themselves after so many milliseconds (-1: a person decides)',
  },
};

type FaultCheck = 'count' | 'flag' | 'text' | string[] | { min?: number; max?: number };

export class InvalidFaultError extends Error {}

/** The switches of one running sandbox. They live in memory: a restart is a good day again. */
export interface FaultSwitches {
  current(): FaultSettings;
  /** Changes the named switches; @throws InvalidFault and changes none when one is wrong. */
  set(changes: Record<string, unknown>): FaultSettings;
  reset(): FaultSettings;
  /** Whether this fault strikes now; uses up one of its times. */
  shouldInject(name: CountedFault): boolean;
}

export function createFaultSwitches(): FaultSwitches {
  let faults = { ...defaultFaults };
  return {
    current: () => faults,
    set(changes) {
      for (const [name, value] of Object.entries(changes)) assertFaultValue(name, value);
      faults = { ...faults, ...changes };
      return faults;
    },
    reset() {
      faults = { ...defaultFaults };
      return faults;
    },
    shouldInject(name) {
      const left = faults[name];
      if (left === 'all') return true;
      if (left <= 0) return false;
      faults = { ...faults, [name]: left - 1 };
      return true;
    },
  };
}

function assertFaultValue(name: string, value: unknown): void {
  if (!Object.hasOwn(faultDefinitions, name)) {
    throw new InvalidFaultError(
      `There is no switch "${name}". The switches are ${Object.keys(defaultFaults).join(', ')}.`,
    );
  }
  const { check } = faultDefinitions[name as keyof FaultSettings];
  const wanted = expectedValue(check, value);
  if (wanted)
    throw new InvalidFaultError(`"${name}" takes ${wanted}, not ${JSON.stringify(value)}.`);
}

/** What the check would have accepted, or null when the value is fine. */
function expectedValue(check: FaultCheck, value: unknown): string | null {
  if (check === 'count') {
    const fits = value === 'all' || (Number.isInteger(value) && Number(value) >= 0);
    return fits ? null : 'a whole number from 0, or "all"';
  }
  if (check === 'flag') return typeof value === 'boolean' ? null : 'true or false';
  if (check === 'text') return typeof value === 'string' ? null : 'a text';
  if (Array.isArray(check)) {
    return check.includes(String(value)) && typeof value === 'string'
      ? null
      : `one of ${check.join(', ')}`;
  }
  const { min = -Infinity, max = Infinity } = check;
  const fits = Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
  if (fits) return null;
  if (max !== Infinity) return `a whole number from ${min} to ${max}`;
  return min === -Infinity ? 'a whole number' : `a whole number from ${min}`;
}
