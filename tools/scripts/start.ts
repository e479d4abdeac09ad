// npm start: the whole shop on this machine. With --dev (npm run dev): reloaded at every change.
import { formatLogLine } from './format-log-line.ts';
import { startSystem, type System } from './system.ts';
import { watchSources } from './watch-sources.ts';

/** A second Ctrl-C is meant as one when it comes this long after the first. */
const DUPLICATE_SIGNAL_MS = 1000;

const dev = process.argv.includes('--dev');
const shutdownController = new AbortController();
let system: System | undefined;
let shutdownRequestedAt: number | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
// A terminal that has gone must not keep the rest from being stopped.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  system = await startSystem({
    dev,
    progress: (text) => console.log(text),
    log: (source, line) => console.log(formatLogLine(source, line)),
    signal: shutdownController.signal,
  });
  if (shutdownController.signal.aborted) await stop();
  else onStarted(system);
} catch (error) {
  if (shutdownController.signal.aborted) console.log('Stopped.');
  else {
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

function onStarted({ shopUrl, sandboxUrl, staff, web, worker }: System): void {
  const lines = [
    '',
    `  Shop     ${shopUrl}`,
    `  Admin    ${shopUrl}/admin`,
    `           sign in as ${staff.email}, password ${staff.password}`,
    ...(sandboxUrl ? [`  Payments ${sandboxUrl}/_sandbox (a stand-in: no real money)`] : []),
    '',
    '  Ctrl-C stops everything; what was ordered is kept.',
    '',
  ];
  console.log(lines.join('\n'));
  if (dev) {
    // Pages reload by themselves; what runs in Node is started anew.
    const changes = watchSources(async () => {
      console.log('Sources changed: restarting web and worker …');
      await Promise.allSettled([web.restart(), worker.restart()]);
    });
    shutdownController.signal.addEventListener('abort', () => changes.close());
  }
}

function onSignal(): void {
  if (shutdownRequestedAt === undefined) {
    shutdownRequestedAt = Date.now();
    console.log('\nStopping …');
    shutdownController.abort();
    if (system) void stop();
    return;
  }
  // One Ctrl-C may come twice: from the terminal, and handed on by npm.
  if (Date.now() - shutdownRequestedAt < DUPLICATE_SIGNAL_MS || !system) return;
  console.log('Not waiting any longer; nothing that was committed is lost.');
  for (const process of [...system.webs, ...system.workers, system.sandbox]) {
    void process?.kill('SIGKILL');
  }
}

async function stop(): Promise<void> {
  await system?.stop();
  console.log('Stopped.');
}
