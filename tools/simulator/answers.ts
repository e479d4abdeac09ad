import type { PlacedOrder, PlaceOrderCommand } from '#server/checkout/placement.ts';
import type { Observed } from './observed.ts';
import type { ModelEvent } from './payment-model.ts';
import type { World } from './world.ts';

type Promised = (observed: Observed) => string | null;

/** What the shop has told its clients, each to be found true in the database. */
export class Answers {
  readonly #world: World;
  readonly #placing = new Map<string, number>();
  readonly #accepted = new Map<string, PlacedOrder>();
  readonly #refused = new Set<string>();
  #promised: Promised[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** A placement is on its way. @returns what to call when no process has it in hand any more */
  placing(orderId: string): () => void {
    this.#placing.set(orderId, (this.#placing.get(orderId) ?? 0) + 1);
    return () => this.#placing.set(orderId, this.#placing.get(orderId)! - 1);
  }

  accepted(command: PlaceOrderCommand, placed: PlacedOrder): void {
    const { orderId } = command;
    const earlier = this.#accepted.get(orderId) ?? placed;
    this.#accepted.set(orderId, earlier);
    this.#promised.push(({ tables }) => {
      const order = tables.orders.get(orderId);
      if (!order) return `order ${this.#name(orderId)} was accepted and does not exist`;
      const same =
        order.buyer_id === command.buyerId &&
        order.total_cents === placed.totalCents &&
        placed.totalCents === command.expectedTotalCents &&
        Date.parse(order.pay_by) === placed.payBy.getTime() &&
        placed.payBy.getTime() === earlier.payBy.getTime();
      return same ? null : `order ${this.#name(orderId)} is not what its shopper was told`;
    });
  }

  /** A refusal is the last word only when the same order is not under way elsewhere. */
  refused(orderId: string, code: string): void {
    if (code === 'ORDER_ID_REUSED' || this.#placing.get(orderId)! > 0) return;
    this.#refused.add(orderId);
    this.#promised.push(({ tables }) =>
      tables.orders.has(orderId) ? `order ${this.#name(orderId)} was refused and exists` : null,
    );
  }

  wasRefused(orderId: string): boolean {
    return this.#refused.has(orderId);
  }

  /** `cancelled` and `paid` are for ever; `pending_payment` may be over when its answer arrives. */
  told(orderId: string, status: string): void {
    if (status === 'pending_payment') return;
    this.#promised.push(({ tables }) => {
      const now = tables.orders.get(orderId)?.status;
      return now === status
        ? null
        : `order ${this.#name(orderId)} was called ${status} and is ${now}`;
    });
  }

  payable(orderId: string, url: string): void {
    const sessionId = url.split('/').at(-1)!;
    this.#promised.push(({ tables }) => {
      const payment = tables.payments.get(orderId);
      return payment?.session_id === sessionId
        ? null
        : `the shopper of ${this.#name(orderId)} pays on ${sessionId}, the shop knows of ${payment?.session_id}`;
    });
  }

  refundTold(orderId: string, refundId: string): void {
    this.#promised.push(({ tables }) =>
      tables.refunds.has(`${orderId} ${refundId}`)
        ? null
        : `a refund of ${this.#name(orderId)} was promised and is not recorded`,
    );
  }

  /** Once the service has our word that an event was taken, it never sends it again. */
  webhookTaken({ event, signed, name, unexpected }: ModelEvent, told: string): void {
    const { notice: fact } = event;
    if (!signed) {
      const detail = `${event.kind} ${name}: ${told}`;
      this.#world.violations.push({ rule: 'nothing unsigned is believed', detail });
    }
    if (fact?.about === 'session' && unexpected) {
      this.#world.payments.untold.delete(fact.orderId);
    }
    this.#promised.push(({ tables }) => {
      const inbox = [...tables.payment_events.values()];
      return inbox.some((row) => row.event_id === event.eventId)
        ? null
        : `${event.kind} of ${name} was taken and is not in the inbox`;
    });
  }

  /** Compares what was told since the last time with the rows; they change only as rules allow. */
  check(observed: Observed): void {
    const promised = this.#promised;
    this.#promised = [];
    for (const broken of promised) {
      const detail = broken(observed);
      if (detail) this.#world.violations.push({ rule: 'every answer holds', detail });
    }
  }

  #name(orderId: string): string {
    return this.#world.story.nameOf(orderId);
  }
}
