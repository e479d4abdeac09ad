import { sendRequest } from './send-request.ts';
import type { ModelEvent } from './payment-model.ts';
import { encodeWebhook } from './payment-client.ts';
import { Random } from './random.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from './durations.ts';
import { extendBusyUntil } from './run.ts';
import { UniqueNames } from './unique-names.ts';
import type { World } from './world.ts';

/** Delays after which the service retries an event that was not accepted. */
const RETRY_DELAYS_MS = [
  5 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
];
/** How long an event waits for a later one to overtake it. */
const REORDER_DELAY_MS_MAX = 10 * MINUTE_MS;

/** Delivers the payment service's events: some lost, late, twice or out of order. */
export class WebhookSender {
  readonly #world: World;
  /** Held back until the next event about the same subject was sent. */
  readonly #delayedEvents = new Map<string, () => void>();
  readonly #names = new UniqueNames();

  constructor(world: World) {
    this.#world = world;
  }

  send(event: ModelEvent): void {
    const { faults, scheduler } = this.#world;
    const name = this.#nameOf(event);
    const random = new Random(scheduler.seed, `send ${name}`);
    if (!event.isUnsolicited && faults.shouldInject('event lost', name)) return;

    let ms = random.skewed(50, 5_000);
    if (faults.shouldInject('event late', name)) ms += random.int(MINUTE_MS, HOUR_MS);
    if (faults.shouldInject('event duplicated', name)) {
      const again = ms + random.skewed(0, 20 * MINUTE_MS);
      this.#deliver(event, `${name} again`, again);
    }
    const subject = event.subjectName.replace(/ refund.*/, '');
    const overtaken = this.#delayedEvents.get(subject);
    this.#delayedEvents.delete(subject);
    if (!overtaken && !event.isUnsolicited && faults.shouldInject('events out of order', name)) {
      this.#delayUntilOvertaken(subject, () => this.#deliver(event, name, 0));
    } else {
      this.#deliver(event, name, ms);
      if (overtaken) scheduler.after(ms + 100, `overtaken by ${name}`, overtaken);
    }
  }

  #delayUntilOvertaken(subject: string, release: () => void): void {
    let released = false;
    const once = () => {
      if (!released) release();
      released = true;
    };
    this.#delayedEvents.set(subject, once);
    this.#world.scheduler.after(REORDER_DELAY_MS_MAX, `held back ${subject}`, once);
  }

  #deliver(event: ModelEvent, name: string, ms: number): void {
    extendBusyUntil(this.#world, ms);
    this.#world.scheduler.after(
      ms,
      `deliver ${name}`,
      () => void this.#deliverWithRetries(event, name),
    );
  }

  async #deliverWithRetries(event: ModelEvent, name: string): Promise<void> {
    const { trace, responses, scheduler } = this.#world;
    const { rawBody, signature } = encodeWebhook(event);
    for (const [number, retryMs] of [...RETRY_DELAYS_MS, 0].entries()) {
      const answer = await sendRequest(this.#world, `webhook ${name} ${number + 1}`, (process) =>
        process.inbox.receive(rawBody, signature),
      );
      if (answer.kind === 'answered') {
        trace.log(`webhook ${name}: ${answer.value}`);
        responses.append({
          operation: 'webhook',
          eventId: event.event.eventId,
          forgery: event.isSigned ? null : 'not signed',
          orderId: event.subjectName,
          outcome: { kind: 'ok', value: { status: 200 } },
        });
        return;
      }
      // A forged event is not retried: its sender is not the service.
      if (!event.isSigned) return;
      if (!retryMs) break;
      extendBusyUntil(this.#world, retryMs);
      await scheduler.sleep(retryMs, `webhook ${name} again`);
    }
    trace.log(`webhook ${name}: given up`);
  }

  #nameOf({ subjectName: name, event }: ModelEvent): string {
    return this.#names.next(`${event.kind} ${name}`);
  }
}
