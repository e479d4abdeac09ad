import type { PlacedOrder, PlaceOrderCommand } from '#server/checkout/placement.ts';
import type { CommittedState } from './committed-state.ts';
import type { ModelEvent } from './payment-model.ts';
import type { World } from './world.ts';

type ResponseAssertion = (state: CommittedState) => string | null;

/** What the shop has told its clients, each to be found true in the database. */
export class ClientResponses {
  readonly #world: World;
  readonly #placementsInFlight = new Map<string, number>();
  readonly #acceptedOrders = new Map<string, PlacedOrder>();
  readonly #refusedOrders = new Set<string>();
  #assertions: ResponseAssertion[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** A placement is on its way. @returns what to call when no process has it in hand any more */
  trackPlacement(orderId: string): () => void {
    this.#placementsInFlight.set(orderId, (this.#placementsInFlight.get(orderId) ?? 0) + 1);
    return () => this.#placementsInFlight.set(orderId, this.#placementsInFlight.get(orderId)! - 1);
  }

  recordAccepted(command: PlaceOrderCommand, placed: PlacedOrder): void {
    const { orderId } = command;
    const earlier = this.#acceptedOrders.get(orderId) ?? placed;
    this.#acceptedOrders.set(orderId, earlier);
    this.#assertions.push(({ tables }) => {
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
  recordRefused(orderId: string, code: string): void {
    if (code === 'ORDER_ID_REUSED' || this.#placementsInFlight.get(orderId)! > 0) return;
    this.#refusedOrders.add(orderId);
    this.#assertions.push(({ tables }) =>
      tables.orders.has(orderId) ? `order ${this.#name(orderId)} was refused and exists` : null,
    );
  }

  wasRefused(orderId: string): boolean {
    return this.#refusedOrders.has(orderId);
  }

  /** `cancelled` and `paid` are for ever; `pending_payment` may be over when its answer arrives. */
  recordStatus(orderId: string, status: string): void {
    if (status === 'pending_payment') return;
    this.#assertions.push(({ tables }) => {
      const now = tables.orders.get(orderId)?.status;
      return now === status
        ? null
        : `order ${this.#name(orderId)} was called ${status} and is ${now}`;
    });
  }

  recordPaymentPage(orderId: string, url: string): void {
    const sessionId = url.split('/').at(-1)!;
    this.#assertions.push(({ tables }) => {
      const payment = tables.payments.get(orderId);
      return payment?.session_id === sessionId
        ? null
        : `the shopper of ${this.#name(orderId)} pays on ${sessionId}, the shop knows of ${payment?.session_id}`;
    });
  }

  recordRefund(orderId: string, refundId: string): void {
    this.#assertions.push(({ tables }) =>
      tables.refunds.has(`${orderId} ${refundId}`)
        ? null
        : `a refund of ${this.#name(orderId)} was promised and is not recorded`,
    );
  }

  /** Once the service has our word that an event was taken, it never sends it again. */
  recordWebhookAccepted(
    { event, isSigned, subjectName: name, isUnsolicited }: ModelEvent,
    result: string,
  ): void {
    const { notice } = event;
    if (!isSigned) {
      const detail = `${event.kind} ${name}: ${result}`;
      this.#world.violations.push({ rule: 'nothing unsigned is believed', detail });
    }
    if (notice?.about === 'session' && isUnsolicited) {
      this.#world.payments.unreportedOrderIds.delete(notice.orderId);
    }
    this.#assertions.push(({ tables }) => {
      return tables.webhook_events.has(event.eventId)
        ? null
        : `${event.kind} of ${name} was taken and is not in the inbox`;
    });
  }

  /** Compares what was told since the last time with the rows; they change only as rules allow. */
  check(state: CommittedState): void {
    const promised = this.#assertions;
    this.#assertions = [];
    for (const broken of promised) {
      const detail = broken(state);
      if (detail) this.#world.violations.push({ rule: 'every answer holds', detail });
    }
  }

  #name(orderId: string): string {
    return this.#world.trace.nameOf(orderId);
  }
}
