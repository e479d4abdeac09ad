import { Random } from './random.ts';
import type { RunOptions } from './simulate.ts';
import { runShopper, type KnownOrder } from './shoppers.ts';
import { refundRandomOrder } from './staff.ts';
import { extendBusyUntil, type World } from './world.ts';

const MINUTE_MS = 60_000;
/** About as many steps as one shopper makes, with the jobs and webhooks that follow. */
const EVENTS_PER_SHOPPER = 60;
const ARRIVAL_SPREAD_MS_MAX = 60 * MINUTE_MS;
const STAFF_REFUNDS_MAX = 4;

/** @returns the orders that the shoppers know of, as they come */
export function scheduleWorkload(world: World, options: RunOptions): KnownOrder[] {
  const { scheduler } = world;
  const random = new Random(scheduler.seed, 'people');
  const orders: KnownOrder[] = [];
  const count = Math.max(
    2,
    Math.round((options.stepsMax / EVENTS_PER_SHOPPER) * (0.5 + random.next())),
  );
  // Crowds come at once; others spread over an hour.
  const arrivalsMs = random.pick([1000, 10 * MINUTE_MS, ARRIVAL_SPREAD_MS_MAX]);
  for (let number = 1; number <= count; number++) {
    const name = `s${number}`;
    const own = new Random(scheduler.seed, `arrival ${name}`);
    scheduleActor(world, options, name, own.int(0, arrivalsMs), () =>
      runShopper(world, name, orders),
    );
  }
  for (let number = 1; number <= STAFF_REFUNDS_MAX; number++) {
    const name = `staff refund ${number}`;
    const own = new Random(scheduler.seed, name);
    const atMs = own.int(0, 2 * ARRIVAL_SPREAD_MS_MAX);
    scheduleActor(world, options, name, atMs, () => refundRandomOrder(world, name, own, orders));
  }
  return orders;
}

function scheduleActor(
  world: World,
  options: RunOptions,
  name: string,
  atMs: number,
  act: () => Promise<void>,
): void {
  if (options.excludedIds?.has(name)) return;
  world.actorNames.push(name);
  world.scheduler.after(atMs, name, () => {
    // Who comes after the faults have ended would only make the run longer.
    if (!world.faults.active) return;
    world.activeActorCount++;
    void act().then(() => {
      world.activeActorCount--;
      extendBusyUntil(world, 0);
    });
  });
}
