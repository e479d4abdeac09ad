import { v7 } from 'uuid';
import type { Deps } from '#server/platform/deps.ts';
import type { GroupCommit } from '#server/platform/group-commit.ts';
import { createLog } from '#server/platform/log.ts';
import { placeOrders } from '#server/checkout/place-orders.ts';
import type { PlacedOrder, PlaceOrderCommand } from '#server/checkout/placement.ts';
import type { DomainError } from '#server/shared/errors.ts';
import type { PaymentNotice } from '#server/checkout/payment.ts';
import { recordPayments, type RecordPaymentOutcome } from '#server/checkout/record-payments.ts';
import { createWebGroupCommit } from '#server/bootstrap/shop.ts';
import { setRetryDelay } from '#db/transaction.ts';
import { connectFrom } from './connection.ts';
import { createKysely } from './database.ts';
import { createPaymentClient } from './payment-client.ts';
import { Random } from './random.ts';
import { currentStrand, runAsStrand } from './strand.ts';
import type { World } from './world.ts';

/** What became of something that a process was asked to do. */
export type Outcome<T> =
  | { kind: 'done'; value: T }
  | { kind: 'failed'; error: unknown }
  /** The process died over it. */
  | { kind: 'died' };

const log = createLog('simulator', 'silent');

/** Where one process of the shop runs, again and again; its clock may be wrong. */
export class Machine {
  readonly name: string;
  readonly role: 'web' | 'worker';
  /** How far its clock is ahead of the true time. */
  skewMs = 0;
  frozenUntilMs = 0;
  process: ShopProcess | null = null;
  readonly #world: World;
  #deaths = 0;

  constructor(world: World, name: string, role: 'web' | 'worker') {
    this.#world = world;
    this.name = name;
    this.role = role;
    this.process = new ShopProcess(world, this);
  }

  /** Ends the process at once, as SIGKILL does, and starts another after a while. */
  kill(): void {
    const { scheduler, story } = this.#world;
    const dying = this.process;
    if (!dying) return;
    this.process = null;
    this.frozenUntilMs = 0;
    this.#deaths++;
    const restart = `restart ${this.name} ${this.#deaths}`;
    const ms = new Random(scheduler.seed, restart).skewed(500, 180_000);
    story.tell(`${this.name} is dead, with all that it had in memory; starts again in ${ms} ms`);
    scheduler.after(ms, restart, () => {
      this.process = new ShopProcess(this.#world, this);
      story.tell(`${this.name} runs again`);
    });
    dying.end();
  }

  get now(): Date {
    return new Date(this.#world.scheduler.nowMs + this.skewMs);
  }
}

/** One life of a process: what it has in memory is gone with it. */
export class ShopProcess {
  readonly machine: Machine;
  readonly deps: Deps;
  /** As a web process gathers them (server/bootstrap/shop.ts). */
  readonly placing: GroupCommit<PlaceOrderCommand, PlacedOrder | DomainError>;
  readonly recording: GroupCommit<PaymentNotice, RecordPaymentOutcome>;
  readonly #world: World;
  readonly #running = new Set<() => void>();
  #alive = true;

  constructor(world: World, machine: Machine) {
    this.#world = world;
    this.machine = machine;
    const db = createKysely(connectFrom(world, this));
    setRetryDelay(db, (ms) => this.pause(currentStrand().random.int(ms / 2, ms), 'retry'));
    this.deps = {
      db,
      jobs: world.jobs.queueFor(this),
      clock: { now: () => machine.now },
      newId: () => v7({ msecs: machine.now.getTime(), random: currentStrand().random.bytes(16) }),
      payments: createPaymentClient(world, this),
      log,
      rules: world.rules,
    };
    const wait = (ms: number) => this.pause(ms, 'company');
    this.placing = createWebGroupCommit((commands) => placeOrders(this.deps, commands), wait);
    this.recording = createWebGroupCommit((facts) => recordPayments(this.deps, facts), wait);
  }

  /** Waits, as something in this process does: for ever, once it is dead, and longer while frozen. */
  pause(ms: number, name: string): Promise<void> {
    const { scheduler } = this.#world;
    const label = `${this.machine.name} ${currentStrand().name} ${name}`;
    return new Promise((resolve) => {
      scheduler.arrivals++;
      const wake = () => {
        const { frozenUntilMs } = this.machine;
        if (!this.#alive) return;
        if (frozenUntilMs > scheduler.nowMs) scheduler.at(frozenUntilMs, label, wake);
        else resolve();
      };
      scheduler.after(ms, label, wake);
    });
  }

  /** Runs something on behalf of somebody outside, who learns when the process dies over it. */
  run<T>(name: string, work: () => Promise<T>): Promise<Outcome<T>> {
    const { scheduler } = this.#world;
    return new Promise((resolve) => {
      const settle = (outcome: Outcome<T>) => {
        this.#running.delete(died);
        scheduler.arrivals++;
        resolve(outcome);
      };
      const died = () => settle({ kind: 'died' });
      this.#running.add(died);
      runAsStrand(scheduler.seed, name, work).then(
        (value) => settle({ kind: 'done', value }),
        (error: unknown) => settle({ kind: 'failed', error }),
      );
    });
  }

  /** The process dies where it is: what called this never goes on. */
  crash(): Promise<never> {
    this.machine.kill();
    return new Promise(() => {});
  }

  end(): void {
    this.#alive = false;
    for (const died of this.#running) died();
  }
}
