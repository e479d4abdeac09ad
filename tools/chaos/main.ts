// npm run chaos -- --seconds 120 [--seed 7] [--no-pages]: docs/chaos.md says what it does.
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatLogLine } from '../scripts/format-log-line.ts';
import { root } from '../scripts/programs.ts';
import { runChaos, summarize } from './run-chaos.ts';

const HELP = 'Usage: npm run chaos -- [--seconds 120] [--seed 7] [--no-pages]';

const stopAsked = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stopAsked.abort(new Error(`stopped by ${signal}`)));
}
// Without whoever started it, nobody would stop it.
if (process.channel) {
  process.on('disconnect', () => stopAsked.abort(new Error('stopped: its parent is gone')));
}

process.exitCode = await main();
// The channel to whoever started it would keep this process.
if (process.connected) process.disconnect();

async function main(): Promise<number> {
  const options = readOptions();
  if (!options) {
    say(HELP);
    return 2;
  }
  const { seed } = options;
  const report = join(root, '.data', 'chaos');
  mkdirSync(report, { recursive: true });
  const log = createWriteStream(join(report, `seed-${seed}.log`));
  const tell = (line: string) => {
    log.write(`\n== ${line}\n`);
    say(line);
  };
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-chaos-'));
  say(`seed ${seed}`);
  try {
    const result = await runChaos({
      ...options,
      dataDir,
      log: (source, line) => log.write(`${formatLogLine(source, line)}\n`),
      tell,
      signal: stopAsked.signal,
    });
    for (const { kind, words } of result.findings) say(`${kind}: ${words}`);
    if (result.findings.length > 0) {
      const ledger = join(report, `seed-${seed}.json`);
      writeFileSync(ledger, JSON.stringify(result.record, undefined, 1));
      say(
        `seed ${seed}; all requests and answers are in ${ledger}, what the processes said beside it`,
      );
    }
    say(summarize(result));
    return result.findings.length === 0 ? 0 : 1;
  } catch (error) {
    say(`chaos: seed ${seed}: ${error instanceof Error ? error.message : String(error)}`);
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

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
