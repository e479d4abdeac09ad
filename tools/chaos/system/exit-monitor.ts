/** Detects from the log lines whether a process exits by itself after it was ready. */
export interface ExitMonitor {
  onLogLine(source: string, line: string): void;
  readonly unexpectedExits: readonly string[];
  /** @throws when a process never logged that it is ready, so its exit would not be detected */
  assertAllSeenReady(sources: readonly string[]): void;
}

const READY_LINE = /listening on http|worker started|payment sandbox: http/;
const EXIT_LINE = /^exited unexpectedly \((.*?)\)/;

/**
 * An exit by a signal is a fault of ours, and a process that cannot reach the database at start exits and
 * is restarted; but a ready process must survive any loss of its connections.
 */
export function createExitMonitor(): ExitMonitor {
  const ready = new Set<string>();
  const everReady = new Set<string>();
  const unexpectedExits: string[] = [];
  return {
    unexpectedExits,
    onLogLine(source, line) {
      if (READY_LINE.test(line)) {
        ready.add(source);
        everReady.add(source);
      }
      const cause = EXIT_LINE.exec(line)?.[1];
      if (cause === undefined) return;
      if (ready.delete(source) && cause.startsWith('exit code')) {
        unexpectedExits.push(`${source} exited by itself (${cause})`);
      }
    },
    assertAllSeenReady(sources) {
      const unready = sources.filter((source) => !everReady.has(source));
      if (unready.length > 0)
        throw new Error(`never logged that it is ready: ${unready.join(', ')}`);
    },
  };
}
