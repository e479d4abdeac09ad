import type { PooledConnection } from '#db/client.ts';
import type { FaultKind } from './fault-injector.ts';
import type { ShopProcess } from './machine.ts';
import { currentTaskContext, nextInjectionPoint } from './task-context.ts';
import type { World } from './world.ts';

/** Statements of a transaction among which one is chosen to fail. */
const FAULT_STATEMENTS_MAX = 6;

/** How a process gets a connection: it waits for its turn, which the scheduler decides. */
export function createConnector(
  world: World,
  process: ShopProcess,
): () => Promise<PooledConnection> {
  return async () => {
    const { random } = currentTaskContext();
    const slow = world.faults.shouldInject('database slow', nextInjectionPoint('connection'));
    await process.sleep(slow ? random.int(200, 8_000) : random.skewed(0, 4), 'database');
    return new SimulatedConnection(world, process) as unknown as PooledConnection;
  };
}

/**
 * The one connection to the database, in the hands of one process until it gives it back, with what
 * can go wrong on a connection and around a commit.
 */
class SimulatedConnection {
  readonly #world: World;
  readonly #process: ShopProcess;
  #release: () => void = () => {};
  #inTransaction = false;
  #hasWritten = false;
  #isDisconnected = false;
  /** Whether a fault has ended the transaction, so that only its end is still taken. */
  #isAborted = false;
  /** Statements come before the answers to earlier ones; each is run when those are. */
  #previousQuery: Promise<unknown> = Promise.resolve();
  /** What goes wrong, and at which statement from now. */
  #pendingFault: { kind: FaultKind; statements: number } | null = null;

  constructor(world: World, process: ShopProcess) {
    this.#world = world;
    this.#process = process;
    const { scheduler } = world;
    if (scheduler.connectionInUse)
      throw new Error('two have the one connection: the simulator is wrong');
    scheduler.connectionInUse = new Promise((resolve) => (this.#release = resolve));
  }

  release(): void {
    this.#world.scheduler.connectionInUse = null;
    this.#release();
  }

  query(text: string, parameters: readonly unknown[] = []): Promise<unknown> {
    const answer = this.#previousQuery.then(() => this.#run(text, parameters));
    this.#previousQuery = answer.catch(() => {});
    return answer;
  }

  async #run(text: string, parameters: readonly unknown[]): Promise<unknown> {
    if (this.#isDisconnected)
      throw new Error('Client has encountered a connection error and is not queryable');
    if (text === 'rollback' || (text === 'commit' && this.#isAborted)) {
      this.#inTransaction = false;
      this.#isAborted = false;
      return await this.#send('rollback');
    }
    if (this.#isAborted) {
      const message = 'current transaction is aborted, commands ignored until its end';
      throw Object.assign(new Error(message), { code: '25P02' });
    }
    if (text === 'commit') return await this.#commit();
    if (text === 'begin' || text.startsWith('start transaction')) {
      this.#planFault([
        'connection lost in a transaction',
        'transaction chosen as deadlock victim',
      ]);
      this.#inTransaction = true;
      return await this.#send(text);
    }
    return await this.#statement(text, parameters);
  }

  async #statement(text: string, parameters: readonly unknown[]): Promise<unknown> {
    if (this.#pendingFault && --this.#pendingFault.statements === 0)
      await this.#injectPendingFault();
    const writes = /^\s*(with\b.*\b)?(insert|update|delete)\b/is.test(text);
    const changed = this.#world.bug?.rewriteSql?.(text) ?? text;
    if (writes && !this.#inTransaction) return await this.#runAutocommit(changed, parameters);
    this.#hasWritten ||= writes;
    return await this.#send(changed, parameters);
  }

  async #commit(): Promise<unknown> {
    if (this.#pendingFault) await this.#injectPendingFault();
    if (!this.#hasWritten) return await this.#send('commit');
    const { faults } = this.#world;
    const where = nextInjectionPoint('commit');
    if (faults.shouldInject('crash before a commit', where)) {
      await this.#send('rollback');
      return await this.#crash();
    }
    if (faults.shouldInject('connection lost before the commit', where)) {
      await this.#send('rollback');
      this.#disconnect();
    }
    const result = await this.#send('commit');
    this.#inTransaction = false;
    return await this.#afterCommit(where, result);
  }

  /** A statement outside a transaction is its own, and commits by itself. */
  async #runAutocommit(text: string, parameters: readonly unknown[]): Promise<unknown> {
    const where = nextInjectionPoint('commit');
    if (this.#world.faults.shouldInject('crash before a commit', where)) return await this.#crash();
    return await this.#afterCommit(where, await this.#send(text, parameters));
  }

  async #afterCommit(where: string, result: unknown): Promise<unknown> {
    const { faults } = this.#world;
    this.#world.hasUncheckedCommit = true;
    this.#hasWritten = false;
    if (faults.shouldInject('crash after a commit', where)) return await this.#crash();
    if (faults.shouldInject('connection lost after the commit, outcome unknown', where))
      this.#disconnect();
    return result;
  }

  #planFault(kinds: readonly FaultKind[]): void {
    const where = nextInjectionPoint('transaction');
    const kind = kinds.find((candidate) => this.#world.faults.shouldInject(candidate, where));
    if (kind)
      this.#pendingFault = {
        kind,
        statements: currentTaskContext().random.int(1, FAULT_STATEMENTS_MAX),
      };
  }

  async #injectPendingFault(): Promise<void> {
    const kind = this.#pendingFault?.kind;
    this.#pendingFault = null;
    this.#isAborted = true;
    await this.#send('rollback');
    if (kind === 'connection lost in a transaction') this.#disconnect();
    throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
  }

  #disconnect(): never {
    this.#isDisconnected = true;
    throw new Error('Connection terminated unexpectedly');
  }

  #crash(): Promise<never> {
    this.release();
    return this.#process.crash();
  }

  async #send(text: string, parameters: readonly unknown[] = []): Promise<unknown> {
    try {
      return await this.#world.database.query(text, parameters);
    } catch (error) {
      this.#reportConstraintViolation(error);
      throw error;
    }
  }

  /** Constraints are the last line of defence: in a sound shop none is ever needed. */
  #reportConstraintViolation(error: unknown): void {
    const { code, constraint, message } = error as { code?: string; constraint?: string } & Error;
    if (!code?.startsWith('23') || constraint === 'orders_pkey') return;
    const detail = `${currentTaskContext().name}: ${message}`;
    this.#world.violations.push({ rule: 'the database never has to refuse', detail });
  }
}
