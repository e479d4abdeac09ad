// npm run attack [-- --only <text>] [--no-pages]: attacks a running production build on loopback; see the README.
import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatLogLine } from '../scripts/format-log-line.ts';
import { root } from '../scripts/programs.ts';
import { ATTACKS } from './attacks.ts';
import { RATIO_MAX, runAttacks, summarize } from './run-attacks.ts';
import { startTarget } from './start-target.ts';

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, pages: { type: 'boolean', default: true } },
  allowNegative: true,
});
const stopController = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stopController.abort(new Error(`stopped by ${signal}`)));
}

process.exitCode = await main();

async function main(): Promise<number> {
  const { signal } = stopController;
  const attacks = ATTACKS.filter(
    ({ name, needsPages }) => name.includes(values.only) && (values.pages || !needsPages),
  );
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-attack-'));
  mkdirSync(join(root, '.data'), { recursive: true });
  const logFile = join(root, '.data', 'attack.log');
  const log = createWriteStream(logFile);
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  try {
    const { system, target } = await startTarget({
      dataDir,
      pages: values.pages,
      log: (source, line) => log.write(`${formatLogLine(source, line)}\n`),
      signal,
    });
    try {
      const run = await runAttacks(target, attacks, print, signal);
      print(`the log of the shop is in ${logFile}`);
      print(summarize(run));
      return run.succeeded === 0 && run.ratio <= RATIO_MAX ? 0 : 1;
    } finally {
      await system.stop();
    }
  } catch (error) {
    print(`attack: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    log.end();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
