/** Sees from what the processes print whether one ends by itself after it has served. */
export interface ExitMonitor {
  onLogLine(source: string, line: string): void;
  /** One sentence per such end. */
  readonly unexpectedExits: readonly string[];
  /** @throws when a process was never seen to serve, so that its end would not be seen either */
  assertAllSeenReady(sources: readonly string[]): void;
}

const READY_LINE = /listening on http|worker started|payment sandbox: http/;
const EXIT_LINE = /^exited unexpectedly \((.*?)\)/;

/**
 * An end by a signal is a fault of ours, and a process that cannot reach the database when it starts
 * gives up and is started again; but one that serves goes on, whatever becomes of its connections.
 */
export function createExitMonitor(): ExitMonitor {
  const serving = new Set<string>();
  const seen = new Set<string>();
  const ends: string[] = [];
  return {
    unexpectedExits: ends,
    onLogLine(source, line) {
      if (READY_LINE.test(line)) {
        serving.add(source);
        seen.add(source);
      }
      const cause = EXIT_LINE.exec(line)?.[1];
      if (cause === undefined) return;
      if (serving.delete(source) && cause.startsWith('exit code')) {
        ends.push(`${source} ended by itself (${cause}) while it served`);
      }
    },
    assertAllSeenReady(sources) {
      const unseen = sources.filter((source) => !seen.has(source));
      if (unseen.length > 0) throw new Error(`no word that it serves from: ${unseen.join(', ')}`);
    },
  };
}
