import { inTransaction } from '#db/transaction.ts';
import { addMs } from '../platform/clock.ts';
import type { Deps } from '../platform/deps.ts';
import type { HoldLimitError } from './hold-limits.ts';
import {
  deleteOldLimitRefusals,
  upsertLimitRefusals,
  type LimitRefusal,
} from './limit-refusal-store.ts';

/** A client that is refused thousands of times a second causes one write in this time. */
const FLUSH_INTERVAL_MS = 2000;
/** Different refusals that wait to be written; more are not recorded. */
const WAITING_MAX = 1000;
const ROWS_MAX = 10_000;
/** Refusals hold addresses, so they are kept only as long as staff may be asked about them. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

export interface RefusalRecorder {
  record(refusal: HoldLimitError): void;
  /** Resolves when what was recorded is stored. */
  flush(): Promise<void>;
}

/** Counts refusals in memory and stores them now and then, so that a refusal costs no write. */
export function createRefusalRecorder(
  deps: Pick<Deps, 'db' | 'clock' | 'newId' | 'log'>,
): RefusalRecorder {
  let waiting = new Map<string, LimitRefusal>();
  let timer: NodeJS.Timeout | null = null;
  let writing = Promise.resolve();

  return { record, flush };

  function record({ details, subject }: HoldLimitError): void {
    const skuId = ('skuId' in details && details.skuId) || null;
    const key = [subject.key, details.code, skuId].join(' ');
    const lastAt = deps.clock.now();
    const earlier = waiting.get(key);
    if (earlier) {
      earlier.count++;
      earlier.lastAt = lastAt;
    } else if (waiting.size < WAITING_MAX) {
      waiting.set(key, {
        refusalId: deps.newId(),
        kind: subject.kind,
        subject: subject.key,
        reason: details.code,
        skuId,
        count: 1,
        firstAt: lastAt,
        lastAt,
      });
    }
    timer ??= setTimeout(() => void flush(), FLUSH_INTERVAL_MS).unref();
  }

  function flush(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    // In a fixed order, so that two processes that store the same refusals cannot deadlock.
    const refusals = [...waiting].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
    waiting = new Map();
    if (refusals.length > 0) writing = writing.then(() => store(refusals));
    return writing;
  }

  async function store(refusals: LimitRefusal[]): Promise<void> {
    try {
      await inTransaction(deps.db, async (trx) => {
        await upsertLimitRefusals(trx, refusals);
        await deleteOldLimitRefusals(trx, addMs(deps.clock.now(), -KEPT_MS), ROWS_MAX);
      });
    } catch (err) {
      deps.log.warn({ err, refusals: refusals.length }, 'cannot record what limits refused');
    }
  }
}
