import { receiveWebhook } from '#server/payments/inbox/receive-webhook.ts';
import { askShop } from './client.ts';
import type { ModelEvent } from './payment-model.ts';
import { webhookOf } from './payment-client.ts';
import { Random } from './random.ts';
import { expectUntil, type World } from './world.ts';

const MINUTE_MS = 60_000;
/** When the service sends an event again that was not taken. */
const RETRIES_MS = [5_000, 60_000, 5 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS, 60 * MINUTE_MS];
/** How long an event waits for a later one to overtake it. */
const OVERTAKEN_MS_MAX = 10 * MINUTE_MS;

/** Sends the events of the payment service: lost, late, twice and out of order, as they come. */
export class Webhooks {
  readonly #world: World;
  /** Events that wait for the next about the same thing, and go after it. */
  readonly #heldBack = new Map<string, () => void>();
  readonly #names = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  send(event: ModelEvent): void {
    const { faults, scheduler } = this.#world;
    const name = this.#nameOf(event);
    const random = new Random(scheduler.seed, `send ${name}`);
    if (!event.unexpected && faults.strikes('event lost', name)) return;

    let ms = random.skewed(50, 5_000);
    if (faults.strikes('event late', name)) ms += random.int(MINUTE_MS, 60 * MINUTE_MS);
    if (faults.strikes('event twice', name)) {
      const again = ms + random.skewed(0, 20 * MINUTE_MS);
      this.#deliver(event, `${name} again`, again);
    }
    const subject = event.name.replace(/ refund.*/, '');
    const overtaken = this.#heldBack.get(subject);
    this.#heldBack.delete(subject);
    if (!overtaken && !event.unexpected && faults.strikes('events out of order', name)) {
      this.#holdBack(subject, () => this.#deliver(event, name, 0));
    } else {
      this.#deliver(event, name, ms);
      if (overtaken) scheduler.after(ms + 100, `overtaken by ${name}`, overtaken);
    }
  }

  #holdBack(subject: string, release: () => void): void {
    let released = false;
    const once = () => {
      if (!released) release();
      released = true;
    };
    this.#heldBack.set(subject, once);
    this.#world.scheduler.after(OVERTAKEN_MS_MAX, `held back ${subject}`, once);
  }

  #deliver(event: ModelEvent, name: string, ms: number): void {
    expectUntil(this.#world, ms);
    this.#world.scheduler.after(
      ms,
      `deliver ${name}`,
      () => void this.#deliverUntilTaken(event, name),
    );
  }

  async #deliverUntilTaken(event: ModelEvent, name: string): Promise<void> {
    const { story, answers, scheduler } = this.#world;
    const { rawBody, signature } = webhookOf(event);
    for (const [number, retryMs] of [...RETRIES_MS, 0].entries()) {
      const answer = await askShop(this.#world, `webhook ${name} ${number + 1}`, (process) =>
        receiveWebhook(
          { deps: process.deps, recordPayment: (fact) => process.recording.submit(fact) },
          rawBody,
          signature,
        ),
      );
      if (answer.kind === 'answered') {
        story.tell(`webhook ${name}: ${answer.value}`);
        answers.webhookTaken(event, answer.value);
        return;
      }
      // What is not signed is refused for good, and its sender is not the service.
      if (!event.signed) return;
      if (!retryMs) break;
      expectUntil(this.#world, retryMs);
      await scheduler.pause(retryMs, `webhook ${name} again`);
    }
    story.tell(`webhook ${name}: the service gives up`);
  }

  /** The same in every run that has this event, whatever else it has. */
  #nameOf({ name, event }: ModelEvent): string {
    const full = `${event.kind} ${name}`;
    const number = (this.#names.get(full) ?? 0) + 1;
    this.#names.set(full, number);
    return number === 1 ? full : `${full} ${number}`;
  }
}
