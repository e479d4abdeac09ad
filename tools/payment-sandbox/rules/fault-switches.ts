/** A number of times, or `all` until switched off. */
export type FaultCount = number | 'all';

/** The faults that can be switched on. By default all are off. */
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

/** The label and the validation of each switch. */
export const faultDefinitions: Record<keyof FaultSettings, { check: FaultCheck; label: string }> = {
  webhook_delay_ms: {
    check: { min: 0 },
    label: 'Late webhooks: milliseconds before each delivery',
  },
  webhook_drop: {
    check: 'count',
    label: 'Lost webhooks: the next n events (or all) are never delivered',
  },
  webhook_repeat: {
    check: { min: 1, max: 50 },
    label: 'Duplicate webhooks: deliveries of each event',
  },
  webhook_reorder: {
    check: { min: 0, max: 1000 },
    label: 'Reordered webhooks: collect n events, then send the newest first',
  },
  webhook_paused: {
    check: 'flag',
    label: 'Paused webhooks: nothing is delivered until switched off',
  },
  api_only: {
    check: 'text',
    label:
      'API faults affect only requests that start with this, such as "POST /v1/refunds" (empty: all)',
  },
  api_outage: {
    check: ['off', '503', 'drop'],
    label: 'Outage: answer 503, or drop the connection',
  },
  api_delay_ms: { check: { min: 0 }, label: 'Slow responses: milliseconds before each' },
  api_hang_after: {
    check: 'count',
    label: 'Time-out after success: the next n requests (or all) are executed but never answered',
  },
  api_rate_limit: { check: 'count', label: 'Rate limit: the next n requests (or all) get 429' },
  api_garbage: {
    check: 'count',
    label: 'Garbage: the next n requests (or all) get 200 with HTML and are not executed',
  },
  decline_all: { check: 'flag', label: 'Every card is declined' },
  capture_offset: {
    check: {},
    label: 'Wrong amount: cents captured on top of the total (negative: less)',
  },
  refund_errors: {
    check: 'count',
    label: 'Failing refunds: the next n (or all) get 500 and refund nothing',
  },
  refund_errors_stick: {
    check: 'flag',
    label: 'Store that 500 under its idempotency key, so that a retry gets it again',
  },
  refund_errors_after: {
    check: 'count',
    label: 'The next n refunds (or all) succeed but get 500, also on a retry with the same key',
  },
  refund_outcome: {
    check: ['succeeded', 'pending', 'failed'],
    label: 'Refunds succeed at once, or are pending first and then succeed or fail',
  },
  refund_settle_ms: {
    check: { min: -1 },
    label: 'Milliseconds until pending refunds settle (-1: only by hand)',
  },
};

type FaultCheck = 'count' | 'flag' | 'text' | string[] | { min?: number; max?: number };

export class InvalidFaultError extends Error {}

/** The switches of a running sandbox, in memory: a restart resets them. */
export interface FaultSwitches {
  current(): FaultSettings;
  /** Changes the named switches. @throws InvalidFaultError, without changing any, if one is invalid */
  set(changes: Record<string, unknown>): FaultSettings;
  reset(): FaultSettings;
  /** Whether to inject this fault now; decrements its count. */
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
      const count = faults[name];
      if (count === 'all') return true;
      if (count <= 0) return false;
      faults = { ...faults, [name]: count - 1 };
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
  const expected = expectedValue(check, value);
  if (expected)
    throw new InvalidFaultError(`"${name}" takes ${expected}, not ${JSON.stringify(value)}.`);
}

/** Describes the values that the check accepts, or null if the value is valid. */
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
