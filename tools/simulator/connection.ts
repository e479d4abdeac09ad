import type { PostgresPoolClient } from 'kysely';
import type { FaultKind } from './faults.ts';
import type { ShopProcess } from './machine.ts';
import { currentStrand, opportunity } from './strand.ts';
import type { World } from './world.ts';

/** Statements of a transaction among which one is chosen to fail. */
const STATEMENTS = 6;

/** How a process gets a connection: it waits for its turn, which the scheduler decides. */
export function connectFrom(world: World, process: ShopProcess): () => Promise<PostgresPoolClient> {
  return async () => {
    const { random } = currentStrand();
    const slow = world.faults.strikes('database slow', opportunity('connection'));
    await process.pause(slow ? random.int(200, 8_000) : random.skewed(0, 4), 'database');
    return new Connection(world, process) as unknown as PostgresPoolClient;
  };
}

/**
 * The one connection to the database, in the hands of one process until it gives it back, with what
 * can go wrong on a connection and around a commit.
 */
class Connection {
  readonly #world: World;
  readonly #process: ShopProcess;
  #release: () => void = () => {};
  #inTransaction = false;
  #wrote = false;
  #lost = false;
  /** Whether a fault has ended the transaction, so that only its end is still taken. */
  #aborted = false;
  /** Statements come before the answers to earlier ones; each is run when those are. */
  #earlier: Promise<unknown> = Promise.resolve();
  /** What goes wrong, and at which statement from now. */
  #fate: { kind: FaultKind; statements: number } | null = null;

  constructor(world: World, process: ShopProcess) {
    this.#world = world;
    this.#process = process;
    const { scheduler } = world;
    if (scheduler.inUse) throw new Error('two have the one connection: the simulator is wrong');
    scheduler.inUse = new Promise((resolve) => (this.#release = resolve));
  }

  release(): void {
    this.#world.scheduler.inUse = null;
    this.#release();
  }

  query(text: string, parameters: readonly unknown[] = []): Promise<unknown> {
    const answer = this.#earlier.then(() => this.#run(text, parameters));
    this.#earlier = answer.catch(() => {});
    return answer;
  }

  async #run(text: string, parameters: readonly unknown[]): Promise<unknown> {
    if (this.#lost)
      throw new Error('Client has encountered a connection error and is not queryable');
    if (text === 'rollback' || (text === 'commit' && this.#aborted)) {
      this.#inTransaction = false;
      this.#aborted = false;
      return await this.#send('rollback');
    }
    if (this.#aborted) {
      const message = 'current transaction is aborted, commands ignored until its end';
      throw Object.assign(new Error(message), { code: '25P02' });
    }
    if (text === 'commit') return await this.#commit();
    if (text === 'begin' || text.startsWith('start transaction')) {
      this.#drawFate(['connection lost in a transaction', 'transaction chosen as deadlock victim']);
      this.#inTransaction = true;
      return await this.#send(text);
    }
    return await this.#statement(text, parameters);
  }

  async #statement(text: string, parameters: readonly unknown[]): Promise<unknown> {
    if (this.#fate && --this.#fate.statements === 0) await this.#meetFate();
    const writes = /^\s*(with\b.*\b)?(insert|update|delete)\b/is.test(text);
    const changed = this.#world.bug?.sql?.(text) ?? text;
    if (writes && !this.#inTransaction) return await this.#writeAlone(changed, parameters);
    this.#wrote ||= writes;
    return await this.#send(changed, parameters);
  }

  async #commit(): Promise<unknown> {
    if (this.#fate) await this.#meetFate();
    if (!this.#wrote) return await this.#send('commit');
    const { faults } = this.#world;
    const where = opportunity('commit');
    if (faults.strikes('crash before a commit', where)) {
      await this.#send('rollback');
      return await this.#die();
    }
    if (faults.strikes('connection lost before the commit', where)) {
      await this.#send('rollback');
      this.#lose();
    }
    const result = await this.#send('commit');
    this.#inTransaction = false;
    return await this.#committed(where, result);
  }

  /** A statement outside a transaction is its own, and commits by itself. */
  async #writeAlone(text: string, parameters: readonly unknown[]): Promise<unknown> {
    const where = opportunity('commit');
    if (this.#world.faults.strikes('crash before a commit', where)) return await this.#die();
    return await this.#committed(where, await this.#send(text, parameters));
  }

  async #committed(where: string, result: unknown): Promise<unknown> {
    const { faults } = this.#world;
    this.#world.committed = true;
    this.#wrote = false;
    if (faults.strikes('crash after a commit', where)) return await this.#die();
    if (faults.strikes('connection lost after the commit, outcome unknown', where)) this.#lose();
    return result;
  }

  #drawFate(kinds: readonly FaultKind[]): void {
    const where = opportunity('transaction');
    const kind = kinds.find((candidate) => this.#world.faults.strikes(candidate, where));
    if (kind) this.#fate = { kind, statements: currentStrand().random.int(1, STATEMENTS) };
  }

  async #meetFate(): Promise<void> {
    const kind = this.#fate?.kind;
    this.#fate = null;
    this.#aborted = true;
    await this.#send('rollback');
    if (kind === 'connection lost in a transaction') this.#lose();
    throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
  }

  #lose(): never {
    this.#lost = true;
    throw new Error('Connection terminated unexpectedly');
  }

  #die(): Promise<never> {
    this.release();
    return this.#process.crash();
  }

  async #send(text: string, parameters: readonly unknown[] = []): Promise<unknown> {
    try {
      return await this.#world.database.query(text, parameters);
    } catch (error) {
      this.#notice(error);
      throw error;
    }
  }

  /** Constraints are the last line of defence: in a sound shop none is ever needed. */
  #notice(error: unknown): void {
    const { code, constraint, message } = error as { code?: string; constraint?: string } & Error;
    if (!code?.startsWith('23') || constraint === 'orders_pkey') return;
    const detail = `${currentStrand().name}: ${message}`;
    this.#world.violations.push({ rule: 'the database never has to refuse', detail });
  }
}
