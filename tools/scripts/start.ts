// npm start: runs the whole shop on this machine. --dev (npm run dev) restarts it when sources change.
import { controlPageUrl } from '../payment-sandbox/control/control-page-key.ts';
import { formatLogLine } from './format-log-line.ts';
import { startSystem, type System } from './system.ts';
import { watchSources } from './watch-sources.ts';

/** A second signal within this time is a duplicate: a terminal's Ctrl-C reaches us directly and through npm. */
const DUPLICATE_SIGNAL_MS = 1000;

const dev = process.argv.includes('--dev');
const shutdownController = new AbortController();
let system: System | undefined;
let shutdownRequestedAt: number | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
// Writing to a closed terminal must not interrupt the shutdown.
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

function onStarted({ shopUrl, sandboxUrl, sandboxKey, staff, web, worker }: System): void {
  const lines = [
    '',
    `  Shop     ${shopUrl}`,
    `  Admin    ${shopUrl}/admin`,
    `           ${signInHint(staff)}`,
    ...(sandboxUrl && sandboxKey
      ? [`  Payments ${controlPageUrl(sandboxUrl, sandboxKey)} (sandbox: no real money)`]
      : []),
    '',
    '  Ctrl-C stops everything; orders are kept.',
    '',
  ];
  console.log(lines.join('\n'));
  if (dev) {
    // Next reloads pages itself.
    const changes = watchSources(async () => {
      console.log('Sources changed: restarting web and worker …');
      await Promise.allSettled([web.restart(), worker.restart()]);
    });
    shutdownController.signal.addEventListener('abort', () => changes.close());
  }
}

function signInHint({ email, password, signIn }: System['staff']): string {
  switch (signIn.kind) {
    case 'password':
      return `sign in as ${email}, password ${password}`;
    case 'link':
      return `set the password of ${email} within a day, once: ${signIn.url}`;
    case 'own password':
      return 'sign in with your account; `npm run add-staff` sets a new password';
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
  if (Date.now() - shutdownRequestedAt < DUPLICATE_SIGNAL_MS || !system) return;
  console.log('Stopping at once; nothing that was committed is lost.');
  for (const process of [...system.webs, ...system.workers, system.sandbox]) {
    void process?.kill('SIGKILL');
  }
}

async function stop(): Promise<void> {
  await system?.stop();
  console.log('Stopped.');
}
