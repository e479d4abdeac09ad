import type { BenchCase, Figures, OpenCase } from './bench-case.ts';
import type { Call, LoadResult } from './load-protocol.ts';
import { startUsage, withChildren } from './process-usage.ts';
import { expectLocked } from './proof.ts';
import type { Stage } from './stage.ts';

/** The share of what the closed loop reached that calls of the open one begin at. */
const OPEN_LOAD = 0.5;

const REHEARSAL_MS = 500;

const place =
  'orders answered over loopback by the web process, each posted to orders.place by a buyer of its own, all of one SKU; its database, the load generator and it share this machine';
const closedAndOpen = `connections that order again as soon as they are answered; open-*: calls that begin at a constant rate, ${OPEN_LOAD * 100} % of what that reached, counted from when they should have begun (with --quick only at 256 connections)`;
const noop = 'the same request to a procedure that takes it and does nothing';

/** The shop over HTTP, through the real web process. */
export const httpCases: BenchCase[] = [32, 256, 1024].flatMap((connections) => [
  httpCase(`http-noop-${connections}`, noop, {
    procedure: 'noop',
    connections,
    main: connections === 256,
  }),
  httpCase(`http-place-${connections}`, `${place}; ${connections} ${closedAndOpen}`, {
    procedure: 'orders.place',
    connections,
    main: connections === 256,
  }),
]);
httpCases.push(
  httpCase('http-noop-256-two-webs', `${noop}, two web processes side by side`, {
    procedure: 'noop',
    connections: 256,
    webs: 2,
  }),
  httpCase('http-place-256-two-webs', 'as http-place-256, two web processes side by side', {
    procedure: 'orders.place',
    connections: 256,
    webs: 2,
  }),
);

interface HttpLoad {
  procedure: Call['procedure'];
  connections: number;
  webs?: number;
  /** The case that the marks are about: measured in full also with --quick, and what it took. */
  main?: boolean;
}

function httpCase(name: string, counts: string, load: HttpLoad): BenchCase {
  return { name, counts, open: (stage) => openHttp(stage, load) };
}

async function openHttp(stage: Stage, load: HttpLoad): Promise<OpenCase> {
  const webs = (await stage.webs()).slice(0, load.webs ?? 1);
  const generator = await stage.loadGenerator();
  const shared = {
    urls: webs.map((web) => web.url),
    call: { procedure: load.procedure, skuId: stage.database.hotSku },
    connections: load.connections,
  };

  const isPlacing = load.procedure === 'orders.place';

  async function run(pace: { callsPerS: number | null; durationMs: number }): Promise<LoadResult> {
    let result: LoadResult | undefined;
    await expectLocked(stage.database, async () => {
      result = await generator.run({ ...shared, ...pace });
      expectAnswered(result);
      return isPlacing ? result.calls : 0;
    });
    return result!;
  }

  // Whichever is measured first would pay for a web process that has not compiled its code yet.
  await run({ callsPerS: null, durationMs: REHEARSAL_MS });
  return {
    async sample(durationMs) {
      const usage = startUsage({
        web: () => webs.map((web) => web.pid),
        database: () => withChildren(stage.server.pid),
        generator: () => [generator.pid],
      });
      const closed = await run({ callsPerS: null, durationMs });
      const used = usage.per(closed.calls);
      const unit = isPlacing ? 'orders/s' : 'calls/s';
      const figures: Figures = {
        '': { unit, value: closed.answersPerS },
        ...latencies('', closed),
      };
      if (load.main) Object.assign(figures, used);
      if (stage.quick && !load.main) return figures;

      const callsPerS = Math.max(1, Math.round(closed.answersPerS * OPEN_LOAD));
      const open = await run({ callsPerS, durationMs });
      return { ...figures, ...latencies('open-', open) };
    },
  };
}

function latencies(prefix: string, { p50Ms, p99Ms, p999Ms }: LoadResult): Figures {
  return {
    [`${prefix}p50`]: { unit: 'ms', value: p50Ms },
    [`${prefix}p99`]: { unit: 'ms', value: p99Ms },
    [`${prefix}p99.9`]: { unit: 'ms', value: p999Ms },
  };
}

/** @throws when calls were refused, since figures of the others would say too much */
export function expectAnswered(...results: LoadResult[]): void {
  for (const { failed, calls, failure } of results) {
    if (failed > 0)
      throw new Error(`${failed} of ${calls} calls were refused, such as: ${failure}`);
  }
}
