import type { BenchCase, Metrics, OpenCase } from './bench-case.ts';
import type { LoadTarget, LoadResult } from './load-protocol.ts';
import { startUsageMeter, withChildren } from './process-usage.ts';
import { assertUnitsLocked } from './verify.ts';
import type { BenchContext } from './bench-context.ts';

/** The share of what the closed loop reached that calls of the open one begin at. */
const OPEN_LOAD = 0.5;

const WARM_UP_MS = 500;

const placeDescription =
  'orders answered over loopback by the web process, each posted to orders.place by a buyer of its own, all of one SKU; its database, the load generator and it share this machine';
const loadDescription = `connections that order again as soon as they are answered; open-*: calls that begin at a constant rate, ${OPEN_LOAD * 100} % of what that reached, counted from when they should have begun (with --quick only at 256 connections)`;
const noopDescription = 'the same request to a procedure that takes it and does nothing';

/** The shop over HTTP, through the real web process. */
export const httpCases: BenchCase[] = [32, 256, 1024].flatMap((connections) => [
  httpCase(`http-noop-${connections}`, noopDescription, {
    procedure: 'noop',
    connections,
    isMain: connections === 256,
  }),
  httpCase(`http-place-${connections}`, `${placeDescription}; ${connections} ${loadDescription}`, {
    procedure: 'orders.place',
    connections,
    isMain: connections === 256,
  }),
]);
httpCases.push(
  httpCase('http-noop-256-two-webs', `${noopDescription}, two web processes side by side`, {
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
  procedure: LoadTarget['procedure'];
  connections: number;
  webs?: number;
  /** The case that the marks are about: measured in full also with --quick, and what it took. */
  isMain?: boolean;
}

function httpCase(name: string, counts: string, load: HttpLoad): BenchCase {
  return { name, description: counts, open: (stage) => openHttp(stage, load) };
}

async function openHttp(stage: BenchContext, load: HttpLoad): Promise<OpenCase> {
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
    await assertUnitsLocked(stage.database, async () => {
      result = await generator.run({ ...shared, ...pace });
      assertNoFailures(result);
      return isPlacing ? result.calls : 0;
    });
    return result!;
  }

  // Whichever is measured first would pay for a web process that has not compiled its code yet.
  await run({ callsPerS: null, durationMs: WARM_UP_MS });
  return {
    async sample(durationMs) {
      const usage = startUsageMeter({
        web: () => webs.map((web) => web.pid),
        database: () => withChildren(stage.server.pid),
        generator: () => [generator.pid],
      });
      const closed = await run({ callsPerS: null, durationMs });
      const used = usage.perThousandOrders(closed.calls);
      const unit = isPlacing ? 'orders/s' : 'calls/s';
      const figures: Metrics = {
        '': { unit, value: closed.answersPerS },
        ...latencies('', closed),
      };
      if (load.isMain) Object.assign(figures, used);
      if (stage.quick && !load.isMain) return figures;

      const callsPerS = Math.max(1, Math.round(closed.answersPerS * OPEN_LOAD));
      const open = await run({ callsPerS, durationMs });
      return { ...figures, ...latencies('open-', open) };
    },
  };
}

function latencies(prefix: string, { p50Ms, p99Ms, p999Ms }: LoadResult): Metrics {
  return {
    [`${prefix}p50`]: { unit: 'ms', value: p50Ms },
    [`${prefix}p99`]: { unit: 'ms', value: p99Ms },
    [`${prefix}p99.9`]: { unit: 'ms', value: p999Ms },
  };
}

/** @throws when calls were refused, since figures of the others would say too much */
export function assertNoFailures(...results: LoadResult[]): void {
  for (const { failed, calls, failure } of results) {
    if (failed > 0)
      throw new Error(`${failed} of ${calls} calls were refused, such as: ${failure}`);
  }
}
