// npm start: the whole shop on this machine. With --dev (npm run dev): reloaded at every change.
import { formatLogLine } from './log-lines.ts';
import { startSystem, type System } from './system.ts';
import { watchSources } from './watch-sources.ts';

/** A second Ctrl-C is meant as one when it comes this long after the first. */
const IMPATIENCE_MS = 1000;

const dev = process.argv.includes('--dev');
const stopAsked = new AbortController();
let system: System | undefined;
let askedAt: number | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
// A terminal that has gone must not keep the rest from being stopped.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  system = await startSystem({
    dev,
    progress: (text) => console.log(text),
    log: (source, line) => console.log(formatLogLine(source, line)),
    signal: stopAsked.signal,
  });
  if (stopAsked.signal.aborted) await stop();
  else announce(system);
} catch (error) {
  if (stopAsked.signal.aborted) console.log('Stopped.');
  else {
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

function announce({ shopUrl, sandboxUrl, staff, web, worker }: System): void {
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
    stopAsked.signal.addEventListener('abort', () => changes.close());
  }
}

function onSignal(): void {
  if (askedAt === undefined) {
    askedAt = Date.now();
    console.log('\nStopping …');
    stopAsked.abort();
    if (system) void stop();
    return;
  }
  // One Ctrl-C may come twice: from the terminal, and handed on by npm.
  if (Date.now() - askedAt < IMPATIENCE_MS || !system) return;
  console.log('Not waiting any longer; nothing that was committed is lost.');
  for (const process of [...system.webs, ...system.workers, system.sandbox]) {
    void process?.kill('SIGKILL');
  }
}

async function stop(): Promise<void> {
  await system?.stop();
  console.log('Stopped.');
}
