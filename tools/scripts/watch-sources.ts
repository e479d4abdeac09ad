import { watch } from 'node:fs';
import { join } from 'node:path';
import { root } from './programs.ts';

/** What runs in Node itself; Next watches the pages. */
const DIRECTORIES = ['server', 'db', 'workers'];
/** An editor writes a file in several steps, and a checkout many files. */
const DEBOUNCE_MS = 300;

/** Calls `onChange` after the server's sources have changed and it has been quiet for a moment. */
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
