import type { SubjectKind } from '../shared/limit-subjects.ts';
import { HoldLimitError, type Subjects } from './hold-limits.ts';

/** A customer is known by these; a network has many customers. */
const CUSTOMER_KINDS = ['buyer', 'email'] as const satisfies SubjectKind[];

interface Line {
  skuId: string;
  quantity: number;
}

/** How much customers have bought of SKUs with a purchase limit, paid or not. */
export class Purchases {
  readonly #limits: ReadonlyMap<string, number>;
  readonly #exempt: ReadonlySet<string>;
  readonly #units = new Map<string, number>();

  /**
   * @param limits units per customer, of each SKU that has a limit
   * @param exempt keys that no limit applies to
   */
  constructor(limits: ReadonlyMap<string, number>, exempt: ReadonlySet<string> = new Set()) {
    this.#limits = limits;
    this.#exempt = exempt;
  }

  /** Counts lines of one order for one subject. */
  add(key: string, lines: readonly Line[]): void {
    if (this.#limits.size === 0) return;
    for (const { skuId, quantity } of lines) {
      this.#units.set(key + skuId, (this.#units.get(key + skuId) ?? 0) + quantity);
    }
  }

  /** @throws HoldLimitError if the customer would then have bought more of a SKU than one may */
  assertWithinLimits(subjects: Subjects, lines: readonly Line[]): void {
    if (this.#limits.size === 0) return;
    for (const { skuId, quantity } of lines) {
      const limit = this.#limits.get(skuId) ?? Infinity;
      for (const kind of CUSTOMER_KINDS) {
        const key = subjects[kind];
        const bought = this.#units.get(key + skuId) ?? 0;
        if (bought + quantity <= limit || this.#exempt.has(key)) continue;
        throw new HoldLimitError(
          { kind, key },
          { code: 'PURCHASE_LIMIT', skuId, limit },
          `One customer can buy at most ${limit} units of SKU ${skuId}, earlier orders included; order fewer.`,
        );
      }
    }
  }
}
