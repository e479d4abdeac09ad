import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';

const MINUTE_MS = 60_000;
const SECONDS = 12;
/** A seed that kills all of these within the time. */
const SEED = 283;
const KILLED = ['a web', 'a worker', 'the payment service', 'PostgreSQL'];

const children: ChildProcess[] = [];
afterEach(async () => {
  // The run stops its processes when the channel to this process closes.
  await Promise.all(
    children.splice(0).map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.disconnect();
      await once(child, 'exit');
    }),
  );
}, MINUTE_MS);

test(
  'real processes under real faults: nothing is lost, oversold, stuck or mismatched',
  { timeout: 6 * MINUTE_MS },
  async () => {
    const { code, output } = await runToItsEnd([
      '--seconds',
      String(SECONDS),
      '--seed',
      String(SEED),
    ]);
    expect(output).toMatch(
      /^chaos: \d+ orders, \d+ faults of \d+ kinds, 0 lost, 0 oversold, 0 stuck, 0 mismatched$/m,
    );
    const [, orders, faults] = /(\d+) orders, (\d+) faults/.exec(output)!.map(Number);
    expect(orders).toBeGreaterThan(10);
    expect(faults).toBeGreaterThan(SECONDS / 2);
    const killings = [...output.matchAll(/^[\d.]+ s: (.+) killed: (.+)$/gm)];
    const killed = killings
      .filter(([, , how]) => !/^(no target|failed)/.test(how!))
      .map(([, who]) => who);
    expect(killed).toEqual(expect.arrayContaining(KILLED));
    expect(output).toMatch(/^stock histories of \d+ SKUs .*: 0 not linearizable, 0 not decided/m);
    expect(code).toBe(0);
  },
);

test('a run that is interrupted stops all its processes', { timeout: 2 * MINUTE_MS }, async () => {
  const child = start(['--seconds', '60', '--seed', '1']);
  await until(child, /traffic and faults/);
  child.kill('SIGINT');
  const { code, output } = await endOf(child);
  expect(output).toMatch(/^stopping$/m);
  expect(output).toMatch(/stopped by SIGINT/);
  expect(code).toBe(1);
});

async function runToItsEnd(options: string[]) {
  return await endOf(start(options));
}

type RunningCommand = ChildProcess & { output: string[] };

function start(options: string[]): RunningCommand {
  const program = join(import.meta.dirname, 'main.ts');
  const child = spawn(process.execPath, [program, '--no-pages', ...options], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  children.push(child);
  const output: string[] = [];
  child.stdout!.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  return Object.assign(child, { output });
}

async function endOf(child: RunningCommand): Promise<{ code: number | null; output: string }> {
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: child.output.join('') };
}

async function until(child: RunningCommand, message: RegExp): Promise<void> {
  while (!message.test(child.output.join(''))) await once(child.stdout!, 'data');
}
