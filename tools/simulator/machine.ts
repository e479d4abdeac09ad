import { v7 } from 'uuid';
import type { Deps } from '#server/platform/deps.ts';
import type { GroupCommit } from '#server/platform/group-commit.ts';
import { createLog } from '#server/platform/log.ts';
import { placeOrders } from '#server/checkout/place-orders.ts';
import { createPlacementsInFlight } from '#server/checkout/placements-in-flight.ts';
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
import { reportUnexpectedError } from './report-unexpected-error.ts';
import { currentTaskContext, runInTaskContext } from './task-context.ts';
import { createJobQueue } from './job-queue.ts';
import type { PaymentServiceModel } from './refund-model.ts';
import type { ProcessHandle, Run } from './run.ts';

/** The result of a task of a process. */
export type Outcome<T> =
  | { kind: 'done'; value: T }
  | { kind: 'failed'; error: unknown }
  /** The process died meanwhile. */
  | { kind: 'died' };

const log = createLog('simulator', 'silent');

/** Runs one process of the shop, and restarts it after a crash; its clock may be wrong. */
export class Machine {
  readonly name: string;
  readonly role: 'web' | 'worker';
  /** How far its clock is ahead of the true time. */
  skewMs = 0;
  frozenUntilMs = 0;
  process: ShopProcess | null = null;
  readonly #run: Run;
  readonly #service: PaymentServiceModel;
  #killCount = 0;

  constructor(run: Run, service: PaymentServiceModel, name: string, role: 'web' | 'worker') {
    this.#run = run;
    this.#service = service;
    this.name = name;
    this.role = role;
    this.process = new ShopProcess(run, service, this);
  }

  /** Ends the process at once, as SIGKILL does, and restarts it after a delay. */
  kill(): void {
    const { scheduler, trace } = this.#run;
    const dying = this.process;
    if (!dying) return;
    this.process = null;
    this.frozenUntilMs = 0;
    this.#killCount++;
    const restart = `restart ${this.name} ${this.#killCount}`;
    const ms = new Random(scheduler.seed, restart).skewed(500, 180_000);
    trace.log(`${this.name} is killed; restarts in ${ms} ms`);
    scheduler.after(ms, restart, () => {
      this.process = new ShopProcess(this.#run, this.#service, this);
      trace.log(`${this.name} is restarted`);
    });
    dying.stop();
  }

  get now(): Date {
    return new Date(this.#run.scheduler.nowMs + this.skewMs);
  }
}

/** A run with its processes. */
export interface ShopRun extends Run {
  machines: readonly Machine[];
}

/** One process until it dies, with its memory. */
export class ShopProcess implements ProcessHandle {
  readonly machine: Machine;
  readonly deps: Deps;
  /** As in a web process (server/bootstrap/shop.ts). */
  readonly orderGroupCommit: GroupCommit<PlaceOrderCommand, PlacedOrder | DomainError>;
  readonly inbox: Inbox;
  readonly #run: Run;
  readonly #runningTasks = new Set<() => void>();
  #isAlive = true;

  constructor(run: Run, service: PaymentServiceModel, machine: Machine) {
    this.#run = run;
    this.machine = machine;
    const db = createKysely(createConnector(run, this));
    db.setRetryDelay((ms) => this.sleep(currentTaskContext().random.int(ms / 2, ms), 'retry'));
    this.deps = {
      db,
      jobs: createJobQueue(run, this),
      clock: { now: () => machine.now },
      newId: () =>
        v7({ msecs: machine.now.getTime(), random: currentTaskContext().random.bytes(16) }),
      payments: createPaymentClient(run, service, this),
      log,
      rules: run.rules,
    };
    const wait = (ms: number) => this.sleep(ms, 'batch');
    const inFlight = createPlacementsInFlight();
    this.orderGroupCommit = createWebGroupCommit(
      (commands) => placeOrders(this.deps, commands, inFlight),
      wait,
    );
    const actor = { kind: 'payment_service', eventId: null } as const;
    const paymentGroupCommit = createWebGroupCommit(
      (notices: PaymentNotice[]) => recordPayments(this.deps, actor, notices),
      wait,
    );
    this.inbox = createInbox(this.deps, {
      batchDeps: this.deps,
      createGroupCommit: (commit) => createWebGroupCommit(commit, wait),
      recordPayment: (notice) => paymentGroupCommit.submit(notice),
      onApplyError: (error, { eventId }) => reportUnexpectedError(run, `apply ${eventId}`, error),
    });
  }

  sleep(ms: number, name: string): Promise<void> {
    const { scheduler } = this.#run;
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

  /** Runs a task for a caller outside, which learns when the process dies meanwhile. */
  run<T>(name: string, work: () => Promise<T>): Promise<Outcome<T>> {
    const { scheduler } = this.#run;
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

  crash(): Promise<never> {
    this.machine.kill();
    return new Promise(() => {});
  }

  stop(): void {
    this.#isAlive = false;
    for (const died of this.#runningTasks) died();
  }
}
