import { sendRequest } from './send-request.ts';
import type { ModelEvent } from './payment-model.ts';
import { encodeWebhook } from './payment-client.ts';
import { Random } from './random.ts';
import { extendBusyUntil, type World } from './world.ts';

const MINUTE_MS = 60_000;
/** When the service sends an event again that was not taken. */
const RETRY_DELAYS_MS = [
  5_000,
  60_000,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  60 * MINUTE_MS,
];
/** How long an event waits for a later one to overtake it. */
const REORDER_DELAY_MS_MAX = 10 * MINUTE_MS;

/** Sends the events of the payment service: lost, late, twice and out of order, as they come. */
export class WebhookSender {
  readonly #world: World;
  /** Events that wait for the next about the same thing, and go after it. */
  readonly #delayedEvents = new Map<string, () => void>();
  readonly #nameCounts = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  send(event: ModelEvent): void {
    const { faults, scheduler } = this.#world;
    const name = this.#nameOf(event);
    const random = new Random(scheduler.seed, `send ${name}`);
    if (!event.isUnsolicited && faults.shouldInject('event lost', name)) return;

    let ms = random.skewed(50, 5_000);
    if (faults.shouldInject('event late', name)) ms += random.int(MINUTE_MS, 60 * MINUTE_MS);
    if (faults.shouldInject('event twice', name)) {
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
        responses.recordWebhookAccepted(event, answer.value);
        return;
      }
      // What is not signed is refused for good, and its sender is not the service.
      if (!event.isSigned) return;
      if (!retryMs) break;
      extendBusyUntil(this.#world, retryMs);
      await scheduler.sleep(retryMs, `webhook ${name} again`);
    }
    trace.log(`webhook ${name}: the service gives up`);
  }

  /** The same in every run that has this event, whatever else it has. */
  #nameOf({ subjectName: name, event }: ModelEvent): string {
    const full = `${event.kind} ${name}`;
    const number = (this.#nameCounts.get(full) ?? 0) + 1;
    this.#nameCounts.set(full, number);
    return number === 1 ? full : `${full} ${number}`;
  }
}
