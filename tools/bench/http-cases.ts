import type { BenchCase, Metrics, OpenCase } from './bench-case.ts';
import type { LoadTarget, LoadResult } from './load-protocol.ts';
import { startUsageMeter, withChildren } from './process-usage.ts';
import { assertUnitsLocked } from './verify.ts';
import type { BenchContext } from './bench-context.ts';

/** Rate of the open loop as a share of what the closed loop reached. */
const OPEN_LOAD = 0.5;

const WARM_UP_MS = 500;

const placeDescription =
  'orders answered over loopback by the web process, each by a new buyer, all of one SKU; web process, database and load generator share this machine';
const loadDescription = `connections in a closed loop; open-*: an open loop at ${OPEN_LOAD * 100} % of that rate, with latencies counted from the time at which a call was due (with --quick only at 256 connections)`;
const noopDescription = 'the same request to a procedure that does nothing';

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
  httpCase('http-noop-256-two-webs', `${noopDescription}, two web processes`, {
    procedure: 'noop',
    connections: 256,
    webs: 2,
  }),
  httpCase('http-place-256-two-webs', 'as http-place-256, two web processes', {
    procedure: 'orders.place',
    connections: 256,
    webs: 2,
  }),
);

interface HttpLoad {
  procedure: LoadTarget['procedure'];
  connections: number;
  webs?: number;
  /** Has targets: measured in full with --quick too, with processor time and memory. */
  isMain?: boolean;
}

function httpCase(name: string, description: string, load: HttpLoad): BenchCase {
  return { name, description, open: (context) => openHttp(context, load) };
}

async function openHttp(context: BenchContext, load: HttpLoad): Promise<OpenCase> {
  const webs = (await context.webs()).slice(0, load.webs ?? 1);
  const generator = await context.loadGenerator();
  const target = {
    urls: webs.map((web) => web.url),
    call: { procedure: load.procedure, skuId: context.database.hotSku },
    connections: load.connections,
  };

  const isPlacing = load.procedure === 'orders.place';

  async function run(pace: { callsPerS: number | null; durationMs: number }): Promise<LoadResult> {
    let result: LoadResult | undefined;
    await assertUnitsLocked(context.database, async () => {
      result = await generator.run({ ...target, ...pace });
      assertNoFailures(result);
      return isPlacing ? result.calls : 0;
    });
    return result!;
  }

  // The first requests to a web process are slow, since its code is not compiled yet.
  await run({ callsPerS: null, durationMs: WARM_UP_MS });
  return {
    async sample(durationMs) {
      const usage = startUsageMeter({
        web: () => webs.map((web) => web.pid),
        database: () => withChildren(context.server.pid),
        generator: () => [generator.pid],
      });
      const closed = await run({ callsPerS: null, durationMs });
      const used = usage.perThousandOrders(closed.calls);
      const unit = isPlacing ? 'orders/s' : 'calls/s';
      const figures: Metrics = {
        '': { unit, value: closed.responsesPerS },
        ...latencies('', closed),
      };
      if (load.isMain) Object.assign(figures, used);
      if (context.quick && !load.isMain) return figures;

      const callsPerS = Math.max(1, Math.round(closed.responsesPerS * OPEN_LOAD));
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

/** @throws when calls failed: the figures of the others would be too good */
export function assertNoFailures(...results: LoadResult[]): void {
  for (const { failed, calls, failure } of results) {
    if (failed > 0) throw new Error(`${failed} of ${calls} calls failed, for example: ${failure}`);
  }
}
