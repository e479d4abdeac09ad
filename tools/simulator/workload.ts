import { Random } from './random.ts';
import type { RunOptions } from './run.ts';
import { runShopper, type KnownOrder } from './shoppers.ts';
import { refundRandomOrder } from './staff.ts';
import { extendBusyUntil } from './run.ts';
import { MINUTE_MS } from './durations.ts';
import type { World } from './world.ts';

/** About the steps of one shopper with the jobs and webhooks that follow. */
const EVENTS_PER_SHOPPER = 60;
const ARRIVAL_SPREAD_MS_MAX = 60 * MINUTE_MS;
const STAFF_REFUNDS_MAX = 4;

/** @returns the orders that shoppers know of; it grows during the run */
export function scheduleWorkload(world: World, options: RunOptions): KnownOrder[] {
  const { scheduler } = world;
  const random = new Random(scheduler.seed, 'workload');
  const orders: KnownOrder[] = [];
  const count = Math.max(
    2,
    Math.round((options.stepsMax / EVENTS_PER_SHOPPER) * (0.5 + random.next())),
  );
  // All at once, within minutes, or over an hour.
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
    // An arrival after the end of the faults would only make the run longer.
    if (!world.faults.active) return;
    world.activeActorCount++;
    void act().then(() => {
      world.activeActorCount--;
      extendBusyUntil(world, 0);
    });
  });
}
