// npm run chaos -- --seconds 120 [--seed 7] [--no-pages]: see docs/chaos.md.
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatLogLine } from '../scripts/format-log-line.ts';
import { root } from '../scripts/programs.ts';
import { consequenceOf } from '../invariants/rules.ts';
import { runChaos, summarize } from './run-chaos.ts';

const HELP = 'Usage: npm run chaos -- [--seconds 120] [--seed 7] [--no-pages]';

const stopController = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stopController.abort(new Error(`stopped by ${signal}`)));
}
// Without its parent process, nobody would stop it.
if (process.channel) {
  process.on('disconnect', () =>
    stopController.abort(new Error('stopped: the parent process ended')),
  );
}

process.exitCode = await main();
// An open channel to the parent would keep this process running.
if (process.connected) process.disconnect();

async function main(): Promise<number> {
  const options = readOptions();
  if (!options) {
    printLine(HELP);
    return 2;
  }
  const { seed } = options;
  const reportDir = join(root, '.data', 'chaos');
  mkdirSync(reportDir, { recursive: true });
  const log = createWriteStream(join(reportDir, `seed-${seed}.log`));
  const report = (line: string) => {
    log.write(`\n== ${line}\n`);
    printLine(line);
  };
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-chaos-'));
  printLine(`seed ${seed}`);
  try {
    const result = await runChaos({
      ...options,
      dataDir,
      log: (source, line) => log.write(`${formatLogLine(source, line)}\n`),
      report,
      signal: stopController.signal,
    });
    for (const { rule, detail } of result.violations) {
      printLine(`${consequenceOf(rule)}: ${rule}: ${detail}`);
    }
    if (result.violations.length > 0) {
      const requestLog = join(reportDir, `seed-${seed}.json`);
      writeFileSync(requestLog, JSON.stringify(result.trace, undefined, 1));
      printLine(
        `seed ${seed}; all requests are in ${requestLog}, the log of all processes is in ${join(reportDir, `seed-${seed}.log`)}`,
      );
    }
    printLine(summarize(result));
    return result.violations.length === 0 ? 0 : 1;
  } catch (error) {
    printLine(`chaos: seed ${seed}: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    log.end();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        seconds: { type: 'string', default: '120' },
        seed: { type: 'string', default: String(randomInt(1, 1_000_000)) },
        pages: { type: 'boolean', default: true },
      },
      allowNegative: true,
    });
    const [seconds, seed] = [Number(values.seconds), Number(values.seed)];
    if (!(seconds >= 1) || !Number.isInteger(seed)) return undefined;
    return { seconds, seed, pages: values.pages };
  } catch {
    return undefined;
  }
}

function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
