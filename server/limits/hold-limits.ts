import type { HoldLimits, HoldRules } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import { SUBJECT_KINDS, type SubjectKind } from '../shared/limit-subjects.ts';

/** The keys of one order. No key of one kind can be one of another kind. */
export type Subjects = Readonly<Record<SubjectKind, string>>;

export function limitsOf(rules: HoldRules, kind: SubjectKind): HoldLimits {
  return kind === 'network' ? rules.network : rules.customer;
}

export function hasLimits({ openOrdersMax, unitsPerSkuMax, unitsMax }: HoldLimits): boolean {
  return Math.min(openOrdersMax, unitsPerSkuMax, unitsMax) < Infinity;
}

/** Refuses an order that would let a subject hold too much. The caller learns no key and no count. */
export class HoldLimitError extends DomainError {
  readonly subject: { kind: SubjectKind; key: string };

  constructor(
    subject: { kind: SubjectKind; key: string },
    details: HoldLimitDetails,
    message: string,
  ) {
    super(details, message);
    this.subject = subject;
  }
}

type HoldLimitDetails = Extract<
  DomainError['details'],
  { code: 'TOO_MANY_OPEN_ORDERS' | 'TOO_MANY_UNITS_HELD' | 'PURCHASE_LIMIT' }
>;

interface Line {
  skuId: string;
  quantity: number;
}

/** What the subjects of a batch hold. */
export class Holdings {
  readonly #rules: HoldRules;
  /** The lines of each open order. Summed up only for a subject that has some, which few have. */
  readonly #orders = new Map<string, (readonly Line[])[]>();
  readonly #exempt: ReadonlySet<string>;

  /** @param exempt keys that no limit applies to */
  constructor(rules: HoldRules, exempt: ReadonlySet<string> = new Set()) {
    this.#rules = rules;
    this.#exempt = exempt;
  }

  /** Counts one unpaid order, all its lines at once. */
  add(key: string, lines: readonly Line[]): void {
    const orders = this.#orders.get(key);
    if (orders) orders.push(lines);
    else this.#orders.set(key, [lines]);
  }

  /** @throws HoldLimitError if an order of these lines would exceed a limit of one of its subjects */
  assertWithinLimits(subjects: Subjects, lines: readonly Line[]): void {
    for (const kind of SUBJECT_KINDS) {
      const key = subjects[kind];
      if (this.#exempt.has(key)) continue;
      this.#assertWithinLimits(kind, key, lines);
    }
  }

  #assertWithinLimits(kind: SubjectKind, key: string, lines: readonly Line[]): void {
    const limits = limitsOf(this.#rules, kind);
    const orders = this.#orders.get(key) ?? NO_ORDERS;
    if (orders.length + 1 > limits.openOrdersMax) {
      const limit = limits.openOrdersMax;
      throw holdLimitError(kind, key, { code: 'TOO_MANY_OPEN_ORDERS', limit });
    }
    const held = orders.length === 0 ? NO_LINES : orders.flat();
    for (const { skuId, quantity } of lines) {
      let units = quantity;
      for (const line of held) if (line.skuId === skuId) units += line.quantity;
      const limit = limits.unitsPerSkuMax;
      if (units > limit)
        throw holdLimitError(kind, key, { code: 'TOO_MANY_UNITS_HELD', skuId, limit });
    }
    if (sumUnits(held) + sumUnits(lines) > limits.unitsMax) {
      const limit = limits.unitsMax;
      throw holdLimitError(kind, key, { code: 'TOO_MANY_UNITS_HELD', skuId: null, limit });
    }
  }
}

const NO_ORDERS: readonly (readonly Line[])[] = [];
const NO_LINES: readonly Line[] = [];

function sumUnits(lines: readonly Line[]): number {
  let units = 0;
  for (const { quantity } of lines) units += quantity;
  return units;
}

function holdLimitError(
  kind: SubjectKind,
  key: string,
  exceeded:
    | { code: 'TOO_MANY_OPEN_ORDERS'; limit: number }
    | { code: 'TOO_MANY_UNITS_HELD'; skuId: string | null; limit: number },
): HoldLimitError {
  const scope = kind === 'network' ? 'network' : 'customer';
  const what =
    exceeded.code === 'TOO_MANY_OPEN_ORDERS'
      ? `have at most ${exceeded.limit} unpaid orders`
      : `hold at most ${exceeded.limit} units of ${exceeded.skuId ? 'one item' : 'all items'} in unpaid orders`;
  return new HoldLimitError(
    { kind, key },
    { ...exceeded, scope },
    `${whose[scope]} can ${what}; ${advice[scope]}.`,
  );
}

const whose = { customer: 'One customer', network: 'One internet connection' };
const advice = {
  customer: 'pay or cancel an unpaid order first',
  network: 'wait until unpaid orders of your connection are paid or expire, or use another one',
};
