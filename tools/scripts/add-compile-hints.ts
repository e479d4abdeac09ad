import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Read by V8 alone, from Chrome 136 on; a comment to every other browser. */
const HINT = '//# allFunctionsCalledOnLoad\n';

/**
 * Tells browsers to compile the scripts that every page begins with, React and Next, in the
 * background while they arrive. Otherwise each of their functions is compiled when it is first called,
 * while the shopper waits for the page to come to life: half of the longest task of every page.
 *
 * @param directory of a finished build, such as .next
 * @throws when the build does not name those scripts, as after an upgrade of Next
 */
export function addCompileHints(directory: string): void {
  const manifest: unknown = JSON.parse(
    readFileSync(join(directory, 'build-manifest.json'), 'utf8'),
  );
  for (const name of readRootMainFiles(manifest)) {
    const file = join(directory, name);
    writeFileSync(file, HINT + readFileSync(file, 'utf8'));
  }
}

function readRootMainFiles(manifest: unknown): string[] {
  const names =
    typeof manifest === 'object' && manifest !== null && 'rootMainFiles' in manifest
      ? manifest.rootMainFiles
      : undefined;
  if (Array.isArray(names) && names.length > 0 && names.every((name) => typeof name === 'string')) {
    return names;
  }
  throw new Error(
    'build-manifest.json names no rootMainFiles: see which scripts every page loads now, and ' +
      'correct scripts/hint-compilation.ts.',
  );
}
