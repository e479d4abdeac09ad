import { watch } from 'node:fs';
import { join } from 'node:path';
import { root } from './programs.ts';

/** Sources that run in Node directly; Next watches those of the pages. */
const DIRECTORIES = ['server', 'db', 'workers'];
/** An editor may write a file in several steps, and git many files at once. */
const DEBOUNCE_MS = 300;

/**
 * Calls `onChange` when sources of the server have changed, debounced. `node --watch-path` would close the
 * IPC channel on which the supervised processes report that they are ready.
 */
export function watchSources(onChange: () => Promise<void>): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const watchers = DIRECTORIES.map((directory) =>
    watch(join(root, directory), { recursive: true }, (_event, file) => {
      if (!file?.endsWith('.ts') || file.endsWith('.test.ts')) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        running = running.then(onChange);
      }, DEBOUNCE_MS);
    }),
  );
  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}
