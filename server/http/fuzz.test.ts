import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import pLimit from 'p-limit';
import Stripe from 'stripe';
import { v4 } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { signInEachRole } from '../testing/sign-in-staff.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { appRouter } from '../trpc/router.ts';
import { ROUTES, type Route } from './routes.ts';

let shop: TestShop;
let cookie: string;
beforeAll(async () => {
  shop = await openTestShop();
  const { admin } = await signInEachRole(shop);
  cookie = `${admin}; ${shop.newBuyer().cookie}`;
});
afterAll(async () => {
  await shop.expectNoAuditViolations();
  await shop.close();
});

let logged: unknown[][];
beforeEach(() => {
  logged = [];
  vi.spyOn(shop.deps.log, 'error').mockImplementation((...line: unknown[]) => logged.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
});

interface Procedure {
  _def: { type: 'query' | 'mutation' | 'subscription'; inputs: unknown[] };
}
const procedures = Object.entries(
  appRouter._def.procedures as unknown as Record<string, Procedure>,
);

const NASTY_VALUES: unknown[] = [
  null,
  'a\0b',
  '\ud800',
  JSON.parse('{"__proto__": {"a": 1}}'),
  1e308,
  'x'.repeat(5000),
  "'; drop table orders; --",
];

/** Values alone; of a query, values in each field, while the other fields are left out. */
function nastyInputs({ _def }: Procedure): unknown[] {
  if (_def.type !== 'query') return NASTY_VALUES.slice(0, 4);
  const fields = _def.inputs.flatMap((input) =>
    input instanceof z.ZodObject ? Object.keys(input.shape as object) : [],
  );
  return fields.flatMap((field) => NASTY_VALUES.map((value) => ({ [field]: value })));
}

/** @returns the status */
async function call(path: string, { _def }: Procedure, input: unknown): Promise<number> {
  const json = JSON.stringify(input);
  const isMutation = _def.type === 'mutation';
  const query = isMutation ? '' : `?input=${encodeURIComponent(json)}`;
  const response = await fetch(`${shop.url}/api/trpc/${path}${query}`, {
    method: isMutation ? 'POST' : 'GET',
    headers: { cookie, 'content-type': 'application/json' },
    ...(isMutation && { body: json }),
  });
  await response.arrayBuffer();
  return response.status;
}

/** Inputs whose call does no harm to the test itself. */
const isFuzzed = ([path, { _def }]: [string, Procedure]) =>
  _def.type !== 'subscription' && path !== 'admin.products.uploadPicture';

test('no nonsense as the input of a procedure leads to an error of ours', async () => {
  const failed: unknown[] = [];
  await Promise.all(
    procedures.filter(isFuzzed).map(async ([path, procedure]) => {
      for (const input of nastyInputs(procedure)) {
        const status = await call(path, procedure, input);
        if (status >= 500) failed.push([path, JSON.stringify(input).slice(0, 100), status]);
      }
    }),
  );
  expect({ failed, logged }).toEqual({ failed: [], logged: [] });
});

test('no nonsense as the cursor of a list leads to an error of ours', async () => {
  const values = ['a\0b', '\ud800', '', 'infinity', '2026-13-45T00:00:00Z', -1, 1e300];
  const cursors = values.flatMap((value) => [[value], [value, value], [value, v4()]]);
  const lists = procedures.filter(([, { _def }]) =>
    _def.inputs.some((input) => input instanceof z.ZodObject && 'cursor' in input.shape),
  );
  expect(lists.length).toBeGreaterThan(8);
  const failed: unknown[] = [];
  await Promise.all(
    lists.map(async ([path, procedure]) => {
      for (const values of cursors) {
        const cursor = Buffer.from(JSON.stringify(values)).toString('base64url');
        const status = await call(path, procedure, { cursor });
        if (status >= 500) failed.push([path, values, status]);
      }
    }),
  );
  expect({ failed, logged }).toEqual({ failed: [], logged: [] });
});

test('no signed nonsense as a webhook leads to an error of ours', async () => {
  const [secret = ''] = shop.shop.settings.STRIPE_WEBHOOK_SECRET;
  const event = { id: 'evt_1', type: 'charge.refunded', created: 1, data: { object: {} } };
  const payloads = [
    '',
    'null',
    '[]',
    '{}',
    '"x"',
    '{',
    '5',
    ...NASTY_VALUES.flatMap((value) =>
      ['id', 'type', 'created', 'data'].map((field) => ({ ...event, [field]: value })),
    ).map((body) => JSON.stringify(body)),
  ];
  const failed: unknown[] = [];
  for (const payload of payloads) {
    const signature = new Stripe('sk_unused').webhooks.generateTestHeaderString({
      payload,
      secret,
    });
    const response = await fetch(`${shop.url}/api/webhooks/stripe`, {
      method: 'POST',
      headers: { 'stripe-signature': signature },
      body: payload,
    });
    if (response.status >= 500) failed.push([payload.slice(0, 100), response.status]);
  }
  expect({ failed, logged }).toEqual({ failed: [], logged: [] });
});

test('no malformed request to any route leads to an error of ours', async () => {
  const paths = (Object.values(ROUTES) as Route[]).map(({ path }) =>
    typeof path === 'string' ? path : '/a.svg',
  );
  const suffixes = [
    '',
    '%',
    '%00',
    '%ff',
    '%E0%A4%A',
    '/../..',
    '?%',
    '?input=%',
    '?input={',
    '?a[b]=c&a=d',
    '?batch=1&input=[',
    `?batch=1&input={"0":${'['.repeat(500)}`,
    ',,,?batch=1',
    '?_rsc=%00',
  ];
  const targets = paths.flatMap((path) => suffixes.map((suffix) => path + suffix));
  const headers = [
    'Origin: null',
    'Origin: http://[',
    'Cookie: holdfast_buyer=%00; holdfast-staff.session_token=x.y',
    `Cookie: holdfast_buyer=${v4()}.${'x'.repeat(4000)}`,
    'X-Forwarded-For: \xff, [, 1.2.3.4.5',
    'X-Forwarded-Proto: a b',
    'Content-Type: application/json; charset=\xff',
    'Content-Type: multipart/form-data; boundary=',
    'Accept: text/event-stream',
    'Last-Event-ID: \xff',
    'Next-Router-State-Tree: %',
  ];
  const bodies = ['', '{', '[]', 'null', '\0', '{"email":{"$ne":1}}'];
  const requests = [
    ...targets.map((target) => `GET ${target} HTTP/1.1\r\n`),
    ...targets.map((target) => `POST ${target} HTTP/1.1\r\nContent-Length: 0\r\n`),
    ...paths.flatMap((path) => headers.map((header) => `GET ${path} HTTP/1.1\r\n${header}\r\n`)),
  ].map((head) => `${head}Host: localhost\r\nConnection: close\r\n\r\n`);
  const posts = [...paths, '/api/auth/sign-in/email', '/api/auth/change-password'].flatMap((path) =>
    bodies.map(
      (body) =>
        `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    ),
  );
  const failed: string[] = [];
  const concurrently = pLimit(20);
  await concurrently.map([...requests, ...posts], async (bytes) => {
    const status = await send(bytes);
    if (!(status >= 200 && status < 500)) failed.push(`${status}: ${bytes.slice(0, 150)}`);
  });
  expect({ failed, logged }).toEqual({ failed: [], logged: [] });
});

/** @returns the status of the answer; 0 without one */
async function send(bytes: string): Promise<number> {
  const { hostname, port } = new URL(shop.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.write(bytes, 'latin1');
  // A stream keeps its connection.
  const answer = bytes.includes('.changes')
    ? await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))))
    : await text(socket);
  socket.destroy();
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);
}
