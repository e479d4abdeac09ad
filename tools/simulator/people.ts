import { Random } from './random.ts';
import type { RunOptions } from './simulate.ts';
import { shop, type KnownOrder } from './shoppers.ts';
import { refundSomeOrder } from './staff.ts';
import { expectUntil, type World } from './world.ts';

const MINUTE_MS = 60_000;
/** About as many steps as one shopper makes, with the jobs and webhooks that follow. */
const EVENTS_PER_SHOPPER = 60;
const ARRIVALS_MS_MAX = 60 * MINUTE_MS;
const STAFF_REFUNDS_MAX = 4;

/** @returns the orders that the shoppers know of, as they come */
export function planPeople(world: World, options: RunOptions): KnownOrder[] {
  const { scheduler } = world;
  const random = new Random(scheduler.seed, 'people');
  const orders: KnownOrder[] = [];
  const count = Math.max(
    2,
    Math.round((options.events / EVENTS_PER_SHOPPER) * (0.5 + random.next())),
  );
  // Crowds come at once; others spread over an hour.
  const arrivalsMs = random.pick([1000, 10 * MINUTE_MS, ARRIVALS_MS_MAX]);
  for (let number = 1; number <= count; number++) {
    const name = `s${number}`;
    const own = new Random(scheduler.seed, `arrival ${name}`);
    come(world, options, name, own.int(0, arrivalsMs), () => shop(world, name, orders));
  }
  for (let number = 1; number <= STAFF_REFUNDS_MAX; number++) {
    const name = `staff refund ${number}`;
    const own = new Random(scheduler.seed, name);
    const atMs = own.int(0, 2 * ARRIVALS_MS_MAX);
    come(world, options, name, atMs, () => refundSomeOrder(world, name, own, orders));
  }
  return orders;
}

function come(
  world: World,
  options: RunOptions,
  name: string,
  atMs: number,
  act: () => Promise<void>,
): void {
  if (options.without?.has(name)) return;
  world.people.push(name);
  world.scheduler.after(atMs, name, () => {
    // Who comes after the faults have ended would only make the run longer.
    if (!world.faults.active) return;
    world.peopleAtWork++;
    void act().then(() => {
      world.peopleAtWork--;
      expectUntil(world, 0);
    });
  });
}
