import { describe, expect, test } from 'vitest';
import { parseDuration } from './duration.ts';
import { publicUrl, readSettings } from './env.ts';

const valid = {
  DATABASE_URL: 'postgres://user:secret@127.0.0.1/shop',
  STRIPE_SECRET_KEY: 'sk_test_123456',
  STRIPE_WEBHOOK_SECRET: 'whsec_123456',
  AUTH_SECRET: 'a secret of at least 32 characters',
};

describe('settings', () => {
  test('have the defaults that the README documents', () => {
    const settings = readSettings(valid);
    expect(settings).toMatchObject({
      PORT: 3000,
      PAYMENT_WINDOW: 15 * 60_000,
      RECOVERY_DELAY: 5 * 60_000,
      SWEEP_CRON: '0 * * * *',
      // Longer than nginx and AWS keep their connections (60 s).
      KEEP_ALIVE: 80_000,
    });
    expect(publicUrl(settings)).toBe('http://localhost:3000');
  });

  test('list every invalid variable in one message, and never its value if it is a secret', () => {
    const wrong = {
      ...valid,
      PORT: 'three thousand',
      PAYMENT_WINDOW: '15',
      SWEEP_CRON: 'sometimes',
      AUTH_SECRET: 'hunter2',
      DATABASE_URL: undefined,
    };
    const message = captureError(() => readSettings(wrong));
    for (const name of ['PORT', 'PAYMENT_WINDOW', 'SWEEP_CRON', 'AUTH_SECRET', 'DATABASE_URL']) {
      expect(message).toContain(name);
    }
    expect(message).toContain('write it like 90s, 15m or 2h');
    expect(message).not.toContain('hunter2');
  });

  test('take AUTH_SECRET for each secret that is not set, and lists of a new and an old one', () => {
    const [one, two, three] = ['1', '2', '3'].map(
      (digit) => `secret ${digit} of at least 32 characters`,
    );
    const settings = readSettings({ ...valid, AUTH_SECRET: one, BUYER_SECRET: `${two}, ${three}` });
    expect(settings).toMatchObject({
      SESSION_SECRET: [one],
      BUYER_SECRET: [two, three],
      LINK_SECRET: [one],
    });
    const noOld = { ...valid, LINK_SECRET: `${two},` };
    expect(captureError(() => readSettings(noOld))).toContain('LINK_SECRET');
    const none = { ...valid, AUTH_SECRET: undefined };
    expect(captureError(() => readSettings(none))).toContain('SESSION_SECRET is missing');
  });

  test('treat an empty variable as unset', () => {
    expect(readSettings({ ...valid, PAYMENT_WINDOW: '' }).PAYMENT_WINDOW).toBe(15 * 60_000);
  });

  test('refuse a payment window longer than a checkout session', () => {
    expect(captureError(() => readSettings({ ...valid, PAYMENT_WINDOW: '24h' }))).toContain(
      'outside',
    );
  });
});

const live = { ...valid, STRIPE_SECRET_KEY: 'sk_live_4eC39HqLyjWDarj' };

test.each<[string, Record<string, string | undefined>]>([
  ['PUBLIC_URL must be the https address', live],
  ['PUBLIC_URL must be the https address', { ...live, PUBLIC_URL: 'http://shop.test' }],
  ['PUBLIC_URL must be the https address', { ...live, PUBLIC_URL: 'http://localhost:3000' }],
  ['PUBLIC_URL must be the https', { ...live, STRIPE_SECRET_KEY: 'rk_live_4eC39HqLyjWDarj' }],
  ['PUBLIC_URL must be an http(s)', { ...valid, PUBLIC_URL: 'shop.test' }],
  ['PUBLIC_URL must be an http(s)', { ...valid, PUBLIC_URL: 'ftp://shop.test' }],
  ...['/shop', '/shop/', '//', '/?a=1', '#top'].map((rest): [string, Record<string, string>] => [
    'PUBLIC_URL must be scheme, host and port alone',
    { ...valid, PUBLIC_URL: `https://shop.test${rest}` },
  ]),
  ['PUBLIC_URL must be scheme', { ...valid, PUBLIC_URL: 'https://ada:secret@shop.test' }],
  ['PUBLIC_URL is missing', { ...valid, PORT: '0' }],
  ['STRIPE_API_URL must be scheme', { ...valid, STRIPE_API_URL: 'https://api.test/v1' }],
  [
    'STRIPE_API_URL must start with https',
    { ...live, PUBLIC_URL: 'https://shop.test', STRIPE_API_URL: 'http://api.test' },
  ],
  ['STRIPE_SECRET_KEY is no secret key', { ...valid, STRIPE_SECRET_KEY: 'pk_test_4eC39HqLyjWD' }],
  ['STRIPE_SECRET_KEY is no secret key', { ...valid, STRIPE_SECRET_KEY: 'sk_test_...' }],
  ['STRIPE_SECRET_KEY is no secret key', { ...valid, STRIPE_SECRET_KEY: 'sk_live_xxxxxxxxxxxx' }],
  ['STRIPE_WEBHOOK_SECRET is no signing', { ...valid, STRIPE_WEBHOOK_SECRET: 'sk_test_123456' }],
  ['STRIPE_WEBHOOK_SECRET is no signing', { ...valid, STRIPE_WEBHOOK_SECRET: 'whsec_xxxxxxxxxx' }],
  ...[
    'change-me-change-me-change-me-change-me',
    'your secret with at least 32 characters',
    '<a secret of at least 32 characters or more>',
    '$(openssl rand -base64 32) in a file without a shell',
    'x'.repeat(40),
  ].map((AUTH_SECRET): [string, Record<string, string>] => [
    'BUYER_SECRET (or AUTH_SECRET, which replaces it) is a placeholder',
    { ...valid, AUTH_SECRET },
  ]),
  [
    'DATABASE_URL cannot be read',
    { ...valid, DATABASE_URL: 'postgres://user:p#ss@host:5432/shop' },
  ],
  ['SWEEP_CRON is no cron', { ...valid, SWEEP_CRON: '0 0 30 2 *' }],
  ['RECONCILE_CRON is no cron', { ...valid, RECONCILE_CRON: '61 * * * *' }],
  ['HOST must be an address', { ...valid, HOST: 'http://0.0.0.0' }],
  ['HOST must be an address', { ...valid, HOST: '0.0.0.0:3000' }],
])('settings that cannot work are refused in one sentence: %s', (sentence, source) => {
  const message = captureError(() => readSettings(source));
  expect(message).toContain(`\n  ${sentence}`);
  const [, ...problems] = message.split('\n');
  expect(problems.filter((line) => line.startsWith(`  ${sentence.split(' ')[0]!}`))).toHaveLength(
    1,
  );
});

test.each([
  ['https://Shop.Test:443/', 'https://shop.test'],
  ['https://shop.test:8443', 'https://shop.test:8443'],
])('the public URL %s is the origin %s, also with live keys', (PUBLIC_URL, origin) => {
  expect(publicUrl(readSettings({ ...live, PUBLIC_URL }))).toBe(origin);
});

test('a shop without live keys is reached at http://localhost', () => {
  const PUBLIC_URL = 'http://localhost:3000';
  expect(publicUrl(readSettings({ ...valid, PUBLIC_URL }))).toBe(PUBLIC_URL);
});

test.each([
  ['500ms', 500],
  ['90s', 90_000],
  ['1.5m', 90_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
  ['15', null],
  ['-5m', null],
  ['m', null],
  ['5 minutes', null],
])('the duration %j is %s ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

function captureError(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return String(error);
  }
  throw new Error('expected an error');
}
