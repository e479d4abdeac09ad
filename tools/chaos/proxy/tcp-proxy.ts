import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A fault that lasts: call it to end the fault. */
export type EndFault = () => void;

/** Stands between two of our processes and does to their connections what networks do. */
export interface TcpProxy {
  readonly port: number;
  /** Connections that are open now. */
  readonly connections: number;
  /** Resets this share (0 to 1) of the open connections. @returns how many that were */
  cut(share: number): number;
  /**
   * Nothing of this share of the open connections arrives any more, and neither end hears that the other
   * has gone: a machine that lost its power, a firewall that forgot. @returns how many that are
   */
  silence(share: number): number;
  /** Everything arrives so many ms later. */
  slow(ms: number): EndFault;
  /** Nothing arrives any more; what was sent meanwhile arrives at the end. */
  stall(): EndFault;
  /** What is asked arrives, but no answer does; connections that missed one are reset at the end. */
  loseAnswers(): EndFault;
  /** New connections are reset. */
  refuse(): EndFault;
  close(): Promise<void>;
}

/** Faults in force; counted, since two of a kind may overlap. */
interface Weather {
  delaysMs: Set<{ ms: number }>;
  stalls: number;
  losses: number;
  refusals: number;
}

/**
 * Listens on loopback and hands every connection on.
 * @param target the port to hand on to, asked for each connection
 */
export async function startTcpProxy(target: () => number): Promise<TcpProxy> {
  const weather: Weather = { delaysMs: new Set(), stalls: 0, losses: 0, refusals: 0 };
  const pairs = new Set<Pair>();
  const server = createServer((client) => {
    if (weather.refusals > 0) return void client.resetAndDestroy();
    const pair = new Pair(client, target(), weather);
    pairs.add(pair);
    pair.onEnd(() => pairs.delete(pair));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));

  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return pairs.size;
    },
    cut(share) {
      const chosen = choose(pairs, share);
      for (const pair of chosen) pair.reset();
      return chosen.length;
    },
    silence(share) {
      const chosen = choose(pairs, share);
      for (const pair of chosen) pair.silence();
      return chosen.length;
    },
    slow(ms) {
      const delay = { ms };
      weather.delaysMs.add(delay);
      return () => void weather.delaysMs.delete(delay);
    },
    stall() {
      weather.stalls++;
      return once(() => {
        weather.stalls--;
        for (const pair of pairs) pair.goOn();
      });
    },
    loseAnswers() {
      weather.losses++;
      return once(() => {
        weather.losses--;
        for (const pair of pairs) if (pair.missesAnswers) pair.reset();
      });
    },
    refuse() {
      weather.refusals++;
      return once(() => void weather.refusals--);
    },
    async close() {
      const closed = new Promise((done) => server.close(done));
      for (const pair of pairs) pair.reset();
      await closed;
    },
  };
}

function choose(pairs: ReadonlySet<Pair>, share: number): Pair[] {
  return [...pairs].slice(0, Math.ceil(pairs.size * share));
}

/** One connection: the client's to us, and ours to the target. */
class Pair {
  missesAnswers = false;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #weather: Weather;
  #wake = Promise.withResolvers<void>();
  #isOver = false;
  #isSilent = false;

  constructor(client: Socket, port: number, weather: Weather) {
    this.#client = client;
    this.#server = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#weather = weather;
    client.setNoDelay(true);
    for (const socket of [client, this.#server]) socket.on('error', () => this.#lose());
    void this.#handOn(client, this.#server, false);
    void this.#handOn(this.#server, client, true);
  }

  onEnd(end: () => void): void {
    this.#client.once('close', () => {
      if (this.#isSilent) return;
      this.#isOver = true;
      this.#server.destroy();
      this.goOn();
      end();
    });
  }

  goOn(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  silence(): void {
    this.#isSilent = true;
    this.goOn();
  }

  #lose(): void {
    if (!this.#isSilent) this.reset();
  }

  reset(): void {
    this.#isOver = true;
    this.goOn();
    for (const socket of [this.#client, this.#server]) {
      if (!socket.destroyed) socket.resetAndDestroy();
    }
  }

  async #handOn(from: Socket, to: Socket, areAnswers: boolean): Promise<void> {
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        const delayMs = Math.max(0, ...[...this.#weather.delaysMs].map(({ ms }) => ms));
        if (delayMs > 0) await pause(delayMs);
        while (this.#weather.stalls > 0 && !this.#isOver) await this.#wake.promise;
        if (areAnswers && this.#weather.losses > 0) this.missesAnswers = true;
        if (this.#isSilent) continue;
        // What follows a lost answer would be taken for it.
        if (areAnswers && this.missesAnswers) continue;
        if (to.destroyed) return;
        if (!to.write(chunk)) await drained(to);
      }
      if (!this.#isSilent) to.end();
    } catch {
      this.#lose();
    }
  }
}

function drained(socket: Socket): Promise<void> {
  return new Promise((done) => {
    socket.once('drain', done);
    socket.once('close', done);
  });
}

function once(end: EndFault): EndFault {
  let isOver = false;
  return () => {
    if (!isOver) end();
    isOver = true;
  };
}
