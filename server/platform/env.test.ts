import { describe, expect, test } from 'vitest';
import { parseDuration } from './duration.ts';
import { publicUrl, readSettings } from './env.ts';

const valid = {
  DATABASE_URL: 'postgres://user:secret@127.0.0.1/shop',
  STRIPE_SECRET_KEY: 'sk_test_123456',
  STRIPE_WEBHOOK_SECRET: 'whsec_123456',
  AUTH_SECRET: 'x'.repeat(32),
};

describe('settings', () => {
  test('have the defaults that the README documents', () => {
    const settings = readSettings(valid);
    expect(settings).toMatchObject({
      PORT: 3000,
      PAYMENT_WINDOW: 15 * 60_000,
      RECOVERY_DELAY: 5 * 60_000,
      SWEEP_CRON: '0 * * * *',
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
    const [one, two, three] = ['1', '2', '3'].map((digit) => digit.repeat(32));
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
