import { join } from 'node:path';
import { startSandbox } from './sandbox.ts';
import type { SandboxOptions } from './sandbox.ts';

/** Stripe's keys that move real money. */
const LIVE_KEY = /^[srp]k_live_/;

/** Reads the environment. @throws Error that lists every mistake */
function readOptions(env: NodeJS.ProcessEnv): SandboxOptions {
  const mistakes: string[] = [];
  const required = (name: string): string => {
    const value = env[name];
    if (!value) mistakes.push(`${name} is missing: set the same value as for the shop.`);
    return value ?? '';
  };
  const port = Number(env.SANDBOX_PORT || 3010);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    mistakes.push(`SANDBOX_PORT must be a port from 0 to 65535, not "${env.SANDBOX_PORT}".`);
  }
  const webhookUrl = env.SANDBOX_WEBHOOK_URL || null;
  if (webhookUrl && !URL.canParse(webhookUrl)) {
    mistakes.push(`SANDBOX_WEBHOOK_URL must be a URL, not "${webhookUrl}".`);
  }
  const options: SandboxOptions = {
    dataDir: join(env.DATA_DIR || '.data', 'payment-sandbox'),
    port,
    secretKey: required('STRIPE_SECRET_KEY'),
    webhookSecret: required('STRIPE_WEBHOOK_SECRET'),
    webhookUrl,
  };
  const live = Object.keys(env).filter((name) => LIVE_KEY.test(env[name] ?? ''));
  if (live.length > 0) {
    mistakes.push(
      `${live.join(' and ')} is a live key, and the sandbox is for tests: it takes orders as paid without money. Remove it from the environment.`,
    );
  }
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
  return options;
}

async function main(): Promise<void> {
  const options = readOptions(process.env);
  const sandbox = await startSandbox(options);

  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // The parent has ended, so nothing else would stop this process.
  process.on('disconnect', stop);

  process.send?.({ type: 'ready', url: sandbox.url });
  process.stdout.write(`payment sandbox: ${sandbox.url}/_sandbox\n`);
}

function fail(error: unknown): void {
  process.stderr.write(`payment sandbox: ${formatError(error)}\n`);
  process.exit(1);
}

function formatError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') {
    return `${error.message}. Stop what listens there, or set SANDBOX_PORT to another port.`;
  }
  return error.message;
}

main().catch(fail);
