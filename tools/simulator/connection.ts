import type { PooledConnection } from '#db/client.ts';
import type { FaultKind } from './fault-injector.ts';
import { currentTaskContext, nextInjectionPoint } from './task-context.ts';
import type { ProcessHandle, Run } from './run.ts';

/** Statements of a transaction among which one is chosen to fail. */
const FAULT_STATEMENTS_MAX = 6;

/** How a process gets a connection: it waits for its turn, which the scheduler decides. */
export function createConnector(run: Run, process: ProcessHandle): () => Promise<PooledConnection> {
  return async () => {
    const { random } = currentTaskContext();
    const slow = run.faults.shouldInject('database slow', nextInjectionPoint('connection'));
    await process.sleep(slow ? random.int(200, 8_000) : random.skewed(0, 4), 'database');
    return new SimulatedConnection(run, process) as unknown as PooledConnection;
  };
}

/** The only connection to the database, used by one process at a time, with faults around statements and commits. */
class SimulatedConnection {
  readonly #run: Run;
  readonly #process: ProcessHandle;
  #release: () => void = () => {};
  #inTransaction = false;
  #hasWritten = false;
  #isDisconnected = false;
  /** A fault has ended the transaction; only a rollback is still accepted. */
  #isAborted = false;
  /** Statements may be sent before earlier ones are answered; they run in order. */
  #previousQuery: Promise<unknown> = Promise.resolve();
  /** A fault, and after how many statements it strikes. */
  #pendingFault: { kind: FaultKind; statements: number } | null = null;

  constructor(run: Run, process: ProcessHandle) {
    this.#run = run;
    this.#process = process;
    const { scheduler } = run;
    if (scheduler.connectionInUse)
      throw new Error('the connection is already in use: a mistake of the simulator');
    scheduler.connectionInUse = new Promise((resolve) => (this.#release = resolve));
  }

  release(): void {
    this.#run.scheduler.connectionInUse = null;
    this.#release();
  }

  query(text: string, parameters: readonly unknown[] = []): Promise<unknown> {
    const answer = this.#previousQuery.then(() => this.#execute(text, parameters));
    this.#previousQuery = answer.catch(() => {});
    return answer;
  }

  async #execute(text: string, parameters: readonly unknown[]): Promise<unknown> {
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
    const changed = this.#run.bug?.rewriteSql?.(text) ?? text;
    if (writes && !this.#inTransaction) return await this.#runAutocommit(changed, parameters);
    this.#hasWritten ||= writes;
    return await this.#send(changed, parameters);
  }

  async #commit(): Promise<unknown> {
    if (this.#pendingFault) await this.#injectPendingFault();
    if (!this.#hasWritten) return await this.#send('commit');
    const { faults } = this.#run;
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

  /** A statement outside a transaction commits by itself. */
  async #runAutocommit(text: string, parameters: readonly unknown[]): Promise<unknown> {
    const where = nextInjectionPoint('commit');
    if (this.#run.faults.shouldInject('crash before a commit', where)) return await this.#crash();
    return await this.#afterCommit(where, await this.#send(text, parameters));
  }

  async #afterCommit(where: string, result: unknown): Promise<unknown> {
    const { faults } = this.#run;
    this.#run.hasUncheckedCommit = true;
    this.#hasWritten = false;
    if (faults.shouldInject('crash after a commit', where)) return await this.#crash();
    if (faults.shouldInject('connection lost after the commit, outcome unknown', where))
      this.#disconnect();
    return result;
  }

  #planFault(kinds: readonly FaultKind[]): void {
    const where = nextInjectionPoint('transaction');
    const kind = kinds.find((candidate) => this.#run.faults.shouldInject(candidate, where));
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
      return await this.#run.database.query(text, parameters);
    } catch (error) {
      this.#reportConstraintViolation(error);
      throw error;
    }
  }

  /** Constraints are the last line of defence: a correct shop never violates one. */
  #reportConstraintViolation(error: unknown): void {
    const { code, constraint, message } = error as { code?: string; constraint?: string } & Error;
    if (!code?.startsWith('23') || constraint === 'orders_pkey') return;
    const detail = `${currentTaskContext().name}: ${message}`;
    this.#run.report('environment/no-constraint-violated', detail);
  }
}
