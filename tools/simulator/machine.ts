import { v7 } from 'uuid';
import type { Deps } from '#server/platform/deps.ts';
import type { GroupCommit } from '#server/platform/group-commit.ts';
import { createLog } from '#server/platform/log.ts';
import { placeOrders } from '#server/checkout/place-orders.ts';
import type { PlacedOrder, PlaceOrderCommand } from '#server/checkout/placement.ts';
import type { DomainError } from '#server/shared/errors.ts';
import type { PaymentNotice } from '#server/checkout/payment.ts';
import { recordPayments } from '#server/checkout/record-payments.ts';
import { createInbox, type Inbox } from '#server/payments/inbox/inbox.ts';
import { createWebGroupCommit } from '#server/bootstrap/shop.ts';
import { createConnector } from './connection.ts';
import { createKysely } from './database.ts';
import { createPaymentClient } from './payment-client.ts';
import { Random } from './random.ts';
import { currentTaskContext, runInTaskContext } from './task-context.ts';
import { reportUnexpectedError } from './report-unexpected-error.ts';
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
  #killCount = 0;

  constructor(world: World, name: string, role: 'web' | 'worker') {
    this.#world = world;
    this.name = name;
    this.role = role;
    this.process = new ShopProcess(world, this);
  }

  /** Ends the process at once, as SIGKILL does, and starts another after a while. */
  kill(): void {
    const { scheduler, trace } = this.#world;
    const dying = this.process;
    if (!dying) return;
    this.process = null;
    this.frozenUntilMs = 0;
    this.#killCount++;
    const restart = `restart ${this.name} ${this.#killCount}`;
    const ms = new Random(scheduler.seed, restart).skewed(500, 180_000);
    trace.log(`${this.name} is dead, with all that it had in memory; starts again in ${ms} ms`);
    scheduler.after(ms, restart, () => {
      this.process = new ShopProcess(this.#world, this);
      trace.log(`${this.name} runs again`);
    });
    dying.stop();
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
  readonly orderGroupCommit: GroupCommit<PlaceOrderCommand, PlacedOrder | DomainError>;
  readonly inbox: Inbox;
  readonly #world: World;
  readonly #runningTasks = new Set<() => void>();
  #isAlive = true;

  constructor(world: World, machine: Machine) {
    this.#world = world;
    this.machine = machine;
    const db = createKysely(createConnector(world, this));
    db.setRetryDelay((ms) => this.sleep(currentTaskContext().random.int(ms / 2, ms), 'retry'));
    this.deps = {
      db,
      jobs: world.jobs.createJobQueue(this),
      clock: { now: () => machine.now },
      newId: () =>
        v7({ msecs: machine.now.getTime(), random: currentTaskContext().random.bytes(16) }),
      payments: createPaymentClient(world, this),
      log,
      rules: world.rules,
    };
    const wait = (ms: number) => this.sleep(ms, 'company');
    this.orderGroupCommit = createWebGroupCommit(
      (commands) => placeOrders(this.deps, commands),
      wait,
    );
    const service = { kind: 'payment_service', eventId: null } as const;
    const paymentGroupCommit = createWebGroupCommit(
      (notices: PaymentNotice[]) => recordPayments(this.deps, service, notices),
      wait,
    );
    this.inbox = createInbox(this.deps, {
      batchDeps: this.deps,
      createGroupCommit: (run) => createWebGroupCommit(run, wait),
      recordPayment: (notice) => paymentGroupCommit.submit(notice),
      onApplyError: (error, { eventId }) => reportUnexpectedError(world, `apply ${eventId}`, error),
    });
  }

  /** Waits, as something in this process does: for ever, once it is dead, and longer while frozen. */
  sleep(ms: number, name: string): Promise<void> {
    const { scheduler } = this.#world;
    const label = `${this.machine.name} ${currentTaskContext().name} ${name}`;
    return new Promise((resolve) => {
      scheduler.waitCount++;
      const wake = () => {
        const { frozenUntilMs } = this.machine;
        if (!this.#isAlive) return;
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
        this.#runningTasks.delete(died);
        scheduler.waitCount++;
        resolve(outcome);
      };
      const died = () => settle({ kind: 'died' });
      this.#runningTasks.add(died);
      runInTaskContext(scheduler.seed, name, work).then(
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

  stop(): void {
    this.#isAlive = false;
    for (const died of this.#runningTasks) died();
  }
}
