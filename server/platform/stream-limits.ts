import { DomainError } from '../shared/errors.ts';

/** Counts the open event streams of a process. */
export interface StreamLimits {
  /**
   * @param owner.viewer the buyer or the member of staff; null when unknown
   * @param owner.network the client's
   * @returns ends the count of this stream
   * @throws DomainError RATE_LIMITED or BUSY
   */
  open(owner: { viewer: string | null; network: string }): () => void;
}

/** A browser has three, unless its pages came without TLS: then each visible tab has one. */
const STREAMS_PER_VIEWER_MAX = 20;
/** A shared office. */
const STREAMS_PER_NETWORK_MAX = 200;
const STREAMS_MAX = 5000;

/** @param limits smaller ones, for tests */
export function createStreamLimits(
  limits = {
    perViewer: STREAMS_PER_VIEWER_MAX,
    perNetwork: STREAMS_PER_NETWORK_MAX,
    total: STREAMS_MAX,
  },
): StreamLimits {
  const counts = new Map<string, number>();
  let total = 0;

  function add(key: string, change: 1 | -1): void {
    const count = (counts.get(key) ?? 0) + change;
    if (count === 0) counts.delete(key);
    else counts.set(key, count);
  }

  return {
    open({ viewer, network }) {
      const keys = [`network ${network}`, ...(viewer ? [`viewer ${viewer}`] : [])];
      const [ofNetwork = 0, ofViewer = 0] = keys.map((key) => counts.get(key) ?? 0);
      if (ofViewer >= limits.perViewer || ofNetwork >= limits.perNetwork) {
        throw new DomainError(
          { code: 'RATE_LIMITED' },
          'Too many pages that follow changes are open at once; close some and reload this one.',
        );
      }
      if (total >= limits.total) {
        throw new DomainError(
          { code: 'BUSY' },
          'Too many people follow changes right now; the page looks again by itself.',
        );
      }
      total++;
      for (const key of keys) add(key, 1);
      let open = true;
      return () => {
        if (!open) return;
        open = false;
        total--;
        for (const key of keys) add(key, -1);
      };
    },
  };
}
