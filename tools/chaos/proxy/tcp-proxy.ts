import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Ends a lasting fault. */
export type EndFault = () => void;

/** A proxy between two processes that injects network faults. */
export interface TcpProxy {
  readonly port: number;
  /** Open connections. */
  readonly connectionCount: number;
  /** Resets a share (0 to 1) of the open connections. @returns how many */
  resetConnections(share: number): number;
  /**
   * Drops everything on a share of the open connections without closing them, like a firewall that lost
   * its state. @returns how many
   */
  blackholeConnections(share: number): number;
  /** Delays everything by so many ms. */
  addLatency(ms: number): EndFault;
  /** Holds everything back until the fault ends. */
  stall(): EndFault;
  /** Requests arrive, responses do not; affected connections are reset at the end. */
  dropResponses(): EndFault;
  /** New connections are reset. */
  refuseConnections(): EndFault;
  close(): Promise<void>;
}

/** Active faults; counted, since two of a kind may overlap. */
interface ActiveFaults {
  latencies: Set<{ ms: number }>;
  stallCount: number;
  dropResponsesCount: number;
  refusalCount: number;
}

/**
 * Listens on loopback and forwards every connection.
 * @param target the port to forward to, called per connection
 */
export async function startTcpProxy(target: () => number): Promise<TcpProxy> {
  const weather: ActiveFaults = {
    latencies: new Set(),
    stallCount: 0,
    dropResponsesCount: 0,
    refusalCount: 0,
  };
  const pairs = new Set<ProxiedConnection>();
  const server = createServer((client) => {
    if (weather.refusalCount > 0) return void client.resetAndDestroy();
    const pair = new ProxiedConnection(client, target(), weather);
    pairs.add(pair);
    pair.onEnd(() => pairs.delete(pair));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));

  return {
    port: (server.address() as AddressInfo).port,
    get connectionCount() {
      return pairs.size;
    },
    resetConnections(share) {
      const chosen = takeShare(pairs, share);
      for (const pair of chosen) pair.reset();
      return chosen.length;
    },
    blackholeConnections(share) {
      const chosen = takeShare(pairs, share);
      for (const pair of chosen) pair.blackhole();
      return chosen.length;
    },
    addLatency(ms) {
      const delay = { ms };
      weather.latencies.add(delay);
      return () => void weather.latencies.delete(delay);
    },
    stall() {
      weather.stallCount++;
      return once(() => {
        weather.stallCount--;
        for (const pair of pairs) pair.resume();
      });
    },
    dropResponses() {
      weather.dropResponsesCount++;
      return once(() => {
        weather.dropResponsesCount--;
        for (const pair of pairs) if (pair.hasDroppedResponse) pair.reset();
      });
    },
    refuseConnections() {
      weather.refusalCount++;
      return once(() => void weather.refusalCount--);
    },
    async close() {
      const closed = new Promise((done) => server.close(done));
      for (const pair of pairs) pair.reset();
      await closed;
    },
  };
}

function takeShare(pairs: ReadonlySet<ProxiedConnection>, share: number): ProxiedConnection[] {
  return [...pairs].slice(0, Math.ceil(pairs.size * share));
}

/** One forwarded connection. */
class ProxiedConnection {
  hasDroppedResponse = false;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #faults: ActiveFaults;
  #wake = Promise.withResolvers<void>();
  #isClosed = false;
  #isBlackholed = false;

  constructor(client: Socket, port: number, weather: ActiveFaults) {
    this.#client = client;
    this.#server = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#faults = weather;
    client.setNoDelay(true);
    for (const socket of [client, this.#server]) socket.on('error', () => this.#onSocketError());
    void this.#forward(client, this.#server, false);
    void this.#forward(this.#server, client, true);
  }

  onEnd(end: () => void): void {
    this.#client.once('close', () => {
      if (this.#isBlackholed) return;
      this.#isClosed = true;
      this.#server.destroy();
      this.resume();
      end();
    });
  }

  resume(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  blackhole(): void {
    this.#isBlackholed = true;
    this.resume();
  }

  #onSocketError(): void {
    if (!this.#isBlackholed) this.reset();
  }

  reset(): void {
    this.#isClosed = true;
    this.resume();
    for (const socket of [this.#client, this.#server]) {
      if (!socket.destroyed) socket.resetAndDestroy();
    }
  }

  async #forward(from: Socket, to: Socket, areAnswers: boolean): Promise<void> {
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        const delayMs = Math.max(0, ...[...this.#faults.latencies].map(({ ms }) => ms));
        if (delayMs > 0) await pause(delayMs);
        while (this.#faults.stallCount > 0 && !this.#isClosed) await this.#wake.promise;
        if (areAnswers && this.#faults.dropResponsesCount > 0) this.hasDroppedResponse = true;
        if (this.#isBlackholed) continue;
        // The next response would be taken for the lost one.
        if (areAnswers && this.hasDroppedResponse) continue;
        if (to.destroyed) return;
        if (!to.write(chunk)) await waitForDrain(to);
      }
      if (!this.#isBlackholed) to.end();
    } catch {
      this.#onSocketError();
    }
  }
}

function waitForDrain(socket: Socket): Promise<void> {
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
