import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { connect, order, secretKey, startTestSandbox, webhookSecret } from './test-sandbox.ts';

test('sessions, pending deliveries and timers survive a restart', async () => {
  const testSandbox = await startTestSandbox();
  const { stripe, control, receiver: shop } = testSandbox;
  shop.nextStatuses.push(503);
  const paid = await stripe.checkout.sessions.create(order);
  const open = await stripe.checkout.sessions.create({ ...order, client_reference_id: 'order-2' });
  await control('POST', `sessions/${paid.id}/pay`);
  await shop.waitForWebhooks(1);

  await testSandbox.restart();
  expect((await stripe.checkout.sessions.retrieve(paid.id)).payment_status).toBe('paid');
  testSandbox.advance(1000);
  const [first, second] = await shop.waitForWebhooks(2);
  expect(second?.event.id).toBe(first?.event.id);

  testSandbox.advance(24 * 3600 * 1000);
  const [, , third] = await shop.waitForWebhooks(3);
  expect(third?.event).toMatchObject({
    type: 'checkout.session.expired',
    data: { object: { id: open.id } },
  });
});

interface Process {
  child: ChildProcess;
  url: string;
  exited: Promise<unknown[]>;
}

async function startProcess(dataDir: string, port: string, webhookUrl: string): Promise<Process> {
  const child = fork(join(import.meta.dirname, 'main.ts'), {
    execArgv: [],
    silent: true,
    env: {
      NODE_ENV: 'test',
      DATA_DIR: dataDir,
      SANDBOX_PORT: port,
      STRIPE_SECRET_KEY: secretKey,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      SANDBOX_WEBHOOK_URL: webhookUrl,
    },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const exited = once(child, 'exit');
  const errors: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk));
  const ready = await Promise.race([once(child, 'message'), exited.then(() => null)]);
  if (!ready) throw new Error(Buffer.concat(errors).toString());
  const [{ type, url }] = ready as [{ type: string; url: string }];
  expect(type).toBe('ready');
  expect(Buffer.concat(errors).toString()).toBe('');
  return { child, url, exited };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'payment-sandbox-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

test('a killed process has stored everything that it acknowledged', async () => {
  const { receiver: shop } = await startTestSandbox();
  const folder = temporaryFolder();
  shop.nextStatuses.push(503);
  const before = await startProcess(folder, '0', shop.url);
  const stripe = connect(before.url);
  const key = { idempotencyKey: 'order-1' };
  const session = await stripe.checkout.sessions.create(order, key);
  await stripe.checkout.sessions.expire(session.id);
  await shop.waitForWebhooks(1);
  before.child.kill('SIGKILL');
  await before.exited;

  const after = await startProcess(folder, new URL(before.url).port, shop.url);
  expect((await stripe.checkout.sessions.create(order, key)).id).toBe(session.id);
  expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('expired');
  const [first, second] = await shop.waitForWebhooks(2);
  expect(second?.event.id).toBe(first?.event.id);
  after.child.kill('SIGTERM');
  expect(await after.exited).toEqual([0, null]);
});

test('a process exits on SIGINT and when its parent has ended, even with a hanging request', async () => {
  const { receiver: shop } = await startTestSandbox();
  for (const stop of [
    (child: ChildProcess) => child.kill('SIGINT'),
    (child: ChildProcess) => {
      child.disconnect();
    },
  ]) {
    const { child, url, exited } = await startProcess(temporaryFolder(), '0', shop.url);
    const stripe = connect(url);
    await fetch(`${url}/_sandbox/faults`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secretKey}` },
      body: JSON.stringify({ webhook_drop: 'all', api_hang_after: 1 }),
    });
    const hanging = stripe.checkout.sessions.create(order).catch(() => 'cut off');
    // It hangs once its session is there, which the next request shows.
    while ((await stripe.checkout.sessions.list()).data.length === 0);
    stop(child);
    expect(await hanging).toBe('cut off');
    expect(await exited).toEqual([0, null]);
  }
});

test('a process that cannot start prints what to do', async () => {
  const { receiver: shop, sandbox } = await startTestSandbox();
  const { port } = new URL(sandbox.url);
  await expect(startProcess(temporaryFolder(), port, shop.url)).rejects.toThrow(
    'set SANDBOX_PORT to another port',
  );
  await expect(startProcess(temporaryFolder(), 'many', 'nowhere')).rejects.toThrow(
    /SANDBOX_PORT must be a port.*\n.*SANDBOX_WEBHOOK_URL must be a URL/,
  );
});

test('the storage cannot be read by other users, also one from before', async () => {
  const dataDir = temporaryFolder();
  const directory = join(dataDir, 'payment-sandbox');
  mkdirSync(directory, { mode: 0o755 });
  writeFileSync(join(directory, 'sandbox.sqlite'), '', { mode: 0o644 });
  const { child, exited } = await startProcess(dataDir, '0', 'http://127.0.0.1:1');
  const modes = [directory, ...readdirSync(directory).map((name) => join(directory, name))].map(
    (path) => (statSync(path).mode & 0o777).toString(8),
  );
  child.kill();
  await exited;
  expect(modes).toEqual(['700', '600', '600', '600']);
});

test.each([
  ['STRIPE_SECRET_KEY', 'sk_live_x'],
  ['ANOTHER_KEY', 'rk_live_x'],
])('refuses to start while %s is a live key', async (name, key) => {
  const child = fork(join(import.meta.dirname, 'main.ts'), {
    execArgv: [],
    silent: true,
    env: {
      NODE_ENV: 'test',
      STRIPE_SECRET_KEY: secretKey,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      SANDBOX_PORT: '0',
      [name]: key,
    },
  });
  const [output, [exitCode]] = await Promise.all([text(child.stderr!), once(child, 'exit')]);
  expect(exitCode).toBe(1);
  expect(output).toContain(`${name} is a live key`);
  expect(output).not.toContain(key);
});
