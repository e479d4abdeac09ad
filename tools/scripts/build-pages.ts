import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { acquireFileLock } from './file-lock.ts';
import { programs, root } from './programs.ts';
import { runProgram } from './run-program.ts';

/** Everything that the build reads: server components call routers, which call verbs and stores. */
const SOURCES = ['app', 'server', 'db', 'public'];
const CONFIG_FILES = ['next.config.js', 'postcss.config.js', 'tsconfig.json', 'package-lock.json'];
const STAMP_FILE = join(root, '.next', 'sources.sha256');

/**
 * Builds the pages for production, unless the last build used the same sources.
 *
 * @param options.onBuild called before a build, which takes half a minute
 * @throws with the output of the build when it fails
 */
export async function buildPages(options: {
  onBuild: () => void;
  signal?: AbortSignal | undefined;
}): Promise<void> {
  // Two builds at once would overwrite each other's files.
  const lockFile = join(root, 'node_modules', '.cache', 'pages-build.sqlite');
  let lock = acquireFileLock(lockFile);
  for (; typeof lock === 'number'; lock = acquireFileLock(lockFile)) {
    await pause(500, undefined, { signal: options.signal });
  }
  try {
    const sources = hashSources();
    if (existsSync(STAMP_FILE) && readFileSync(STAMP_FILE, 'utf8') === sources) return;
    options.onBuild();
    rmSync(STAMP_FILE, { force: true });
    const { code, output } = await runProgram([programs.next, 'build'], {
      env: { NODE_ENV: 'production' },
      signal: options.signal,
    });
    options.signal?.throwIfAborted();
    if (code !== 0) throw new Error(`The pages could not be built:\n${output.trim()}`);
    writeFileSync(STAMP_FILE, sources);
  } finally {
    lock.release();
  }
}

function hashSources(): string {
  const hash = createHash('sha256');
  for (const file of [...SOURCES.flatMap(listFiles), ...CONFIG_FILES]) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function listFiles(directory: string): string[] {
  return readdirSync(join(root, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}
