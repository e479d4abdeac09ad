import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { onTestFinished } from 'vitest';
import type { Sandbox, SandboxOptions } from './sandbox.ts';
import { startSandbox } from './sandbox.ts';

export const secretKey = 'sk_test_of_these_tests';
export const webhookSecret = 'whsec_of_these_tests';

/** A running sandbox with a webhook receiver; both are closed after the test. */
export interface TestSandbox {
  sandbox: Sandbox;
  receiver: WebhookReceiver;
  stripe: Stripe;
  /** Calls the control API and returns its JSON. */
  control: (method: string, path: string, body?: object) => Promise<Json>;
  /** Advances the sandbox's clock and runs what became due. */
  advance: (ms: number) => void;
  /** Restarts the sandbox on the same storage. */
  restart: () => Promise<void>;
}

// Responses of the control API are untyped.
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;

export async function startTestSandbox(
  options: Partial<SandboxOptions> = {},
): Promise<TestSandbox> {
  const dataDir = mkdtempSync(join(tmpdir(), 'payment-sandbox-'));
  onTestFinished(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });
  const shop = await startWebhookReceiver();
  onTestFinished(() => shop.close());
  let offset = 0;
  const start = (port: number): Promise<Sandbox> =>
    startSandbox({
      dataDir,
      port,
      secretKey,
      webhookSecret,
      webhookUrl: shop.url,
      now: () => Date.now() + offset,
      ...options,
    });

  const testSandbox: TestSandbox = {
    sandbox: await start(0),
    receiver: shop,
    stripe: new Stripe(secretKey),
    async control(method, path, body) {
      const response = await fetch(`${testSandbox.sandbox.url}/_sandbox/${path}`, {
        method,
        headers: { authorization: `Bearer ${secretKey}` },
        ...(body && { body: JSON.stringify(body) }),
      });
      return response.json();
    },
    advance(ms) {
      offset += ms;
      testSandbox.sandbox.runDue();
    },
    async restart() {
      const { port } = new URL(testSandbox.sandbox.url);
      await testSandbox.sandbox.close();
      testSandbox.sandbox = await start(Number(port));
    },
  };
  onTestFinished(() => testSandbox.sandbox.close());
  testSandbox.stripe = connect(testSandbox.sandbox.url);
  return testSandbox;
}

/** The official SDK, pointed at a sandbox. */
export function connect(url: string, options: { timeout?: number } = {}): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(secretKey, {
    host: hostname,
    port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
    ...options,
  });
}

export const order: Stripe.Checkout.SessionCreateParams = {
  mode: 'payment',
  line_items: [
    {
      quantity: 2,
      price_data: { currency: 'eur', unit_amount: 1250, product_data: { name: 'Mug' } },
    },
    {
      quantity: 1,
      price_data: { currency: 'eur', unit_amount: 499, product_data: { name: 'Tea & <honey>' } },
    },
  ],
  success_url: 'http://shop.example/orders/1?session={CHECKOUT_SESSION_ID}',
  cancel_url: 'http://shop.example/orders/1',
  client_reference_id: 'order-1',
  customer_email: 'ada@example.com',
  metadata: { order_id: 'order-1' },
  payment_intent_data: { metadata: { order_id: 'order-1' } },
};

export interface ReceivedWebhook {
  body: string;
  signature: string | undefined;
  event: Stripe.Event;
}

/** The shop's webhook endpoint: stores what arrives and answers with the given statuses. */
export interface WebhookReceiver {
  url: string;
  received: ReceivedWebhook[];
  /** Statuses of the next responses, 0 for no response; 200 if empty. */
  nextStatuses: number[];
  /** Waits until this many have arrived in total. */
  waitForWebhooks(count: number): Promise<ReceivedWebhook[]>;
  close(): Promise<void>;
}

async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const arrivals: ReceivedWebhook[] = [];
  const answers: number[] = [];
  let waiting: { count: number; resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const signature = request.headers['stripe-signature'];
      arrivals.push({
        body,
        signature: typeof signature === 'string' ? signature : undefined,
        event: body.startsWith('{') ? (JSON.parse(body) as Stripe.Event) : ({} as Stripe.Event),
      });
      const status = answers.shift() ?? 200;
      if (status > 0) response.writeHead(status).end('thank you');
      const done = waiting.filter(({ count }) => arrivals.length >= count);
      waiting = waiting.filter(({ count }) => arrivals.length < count);
      for (const { resolve } of done) resolve();
    });
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/webhooks/stripe`,
    received: arrivals,
    nextStatuses: answers,
    async waitForWebhooks(count) {
      if (arrivals.length < count) {
        await new Promise<void>((resolve) => {
          waiting.push({ count, resolve });
        });
      }
      return arrivals;
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => {
          closed();
        });
        server.closeAllConnections();
      }),
  };
}
