import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listStaffActions } from '../audit-trail/list-staff-actions.ts';
import type { StaffRole } from '../platform/actor.ts';
import { openStaffBrowser, type StaffBrowser } from '../testing/staff-browser.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { ensureStaff } from './ensure-staff.ts';
import { UNKNOWN_STAFF } from './record-account-event.ts';

const PASSWORD = 'sparrow under the copper bridge';
const WRONG = 'not the password of anybody';
const NEXT_WINDOW_MS = 16 * 60_000;

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(() => shop.close());

let added = 0;
async function addAccount(role: StaffRole = 'admin') {
  const account = { email: `staff-${added++}@shop.example`, password: PASSWORD };
  await ensureStaff({
    ...account,
    role,
    databaseUrl: shop.databaseUrl,
    authSecret: shop.shop.settings.SESSION_SECRET[0]!,
    publicUrl: shop.url,
  });
  return account;
}

/** Under every key that has been counted. */
async function setAttempts(attempts: number) {
  await shop.deps.db.updateTable('staff_sign_in_attempts').set({ attempts }).execute();
}

async function actionsOf(staff: string) {
  const { actions } = await listStaffActions(shop.deps, { staff });
  return actions.map(({ action, outcome, details }) => ({ action, outcome, details }));
}

describe('the audit trail', () => {
  test('gets sign-ins, failures and sign-outs with their network, and no password', async () => {
    const account = await addAccount();
    const browser = openStaffBrowser(shop, '198.51.100.7');
    await browser.signIn({ ...account, password: WRONG });
    await browser.signIn(account);
    await browser.post('/sign-out');
    const network = '198.51.100.7';
    expect(await actionsOf(account.email)).toEqual([
      { action: 'auth.signOut', outcome: 'done', details: { network } },
      { action: 'auth.signIn', outcome: 'done', details: { by: 'password', network } },
      {
        action: 'auth.signIn',
        outcome: 'refused: INVALID_EMAIL_OR_PASSWORD',
        details: { network },
      },
    ]);
    const rows = await shop.deps.db.selectFrom('staff_actions').selectAll().execute();
    expect(JSON.stringify(rows)).not.toMatch(/sparrow|not the password/);
  });

  test('gets a failure for an unknown address without what was typed', async () => {
    const typed = 'my secret password@shop.example';
    await openStaffBrowser(shop, '198.51.100.8').signIn({ email: typed, password: WRONG });
    await openStaffBrowser(shop, '198.51.100.8').signIn({
      email: 'nobody@shop.example',
      password: WRONG,
    });
    expect(await actionsOf(UNKNOWN_STAFF)).toHaveLength(2);
    const rows = await shop.deps.db.selectFrom('staff_actions').selectAll().execute();
    expect(JSON.stringify(rows)).not.toMatch(/secret|nobody/);
  });

  test('cannot be filled by failures: of a network’s attempts only those that are checked are recorded, and one more', async () => {
    shop.clock.advance(NEXT_WINDOW_MS);
    const { email } = await addAccount();
    const browser = openStaffBrowser(shop, '198.51.100.9');
    await browser.signIn({ email, password: WRONG });
    await setAttempts(9);
    for (let n = 0; n < 5; n++) await browser.signIn({ email, password: WRONG });
    const outcomes = (await actionsOf(email)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual([
      'refused: RATE_LIMITED',
      'refused: INVALID_EMAIL_OR_PASSWORD',
      'refused: INVALID_EMAIL_OR_PASSWORD',
    ]);
  });
});

describe('throttling', () => {
  test('refuses the eleventh guess from one network, even the right password, until its window is over', async () => {
    const account = await addAccount();
    const browser = openStaffBrowser(shop, '192.0.2.1');
    const guess = async () => (await browser.signIn({ ...account, password: WRONG })).status;
    expect(await guess()).toBe(401);
    await setAttempts(9);
    expect(await guess()).toBe(401);
    expect(await guess()).toBe(429);
    expect(await browser.signIn(account)).toMatchObject({
      status: 429,
      body: { code: 'RATE_LIMITED' },
    });
    shop.clock.advance(NEXT_WINDOW_MS);
    expect((await browser.signIn(account)).status).toBe(200);
  });

  test('of concurrent guesses no more than ten are checked', async () => {
    const { email } = await addAccount();
    const browser = openStaffBrowser(shop, '192.0.2.2');
    await browser.signIn({ email, password: WRONG });
    await setAttempts(8);
    const guesses = await Promise.all(
      Array.from({ length: 8 }, () => browser.signIn({ email, password: WRONG })),
    );
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(2);
  });

  test('guesses from many networks do not keep the owner out of a device that has signed in before', async () => {
    const account = await addAccount();
    const owner = openStaffBrowser(shop, '192.0.2.3');
    await owner.signIn(account);
    owner.forget(/session_token/);
    // What a hundred guesses from as many networks leave.
    await shop.deps.db.deleteFrom('staff_sign_in_attempts').execute();
    await openStaffBrowser(shop, '192.0.2.4').signIn({ ...account, password: WRONG });
    await setAttempts(1000);
    expect((await openStaffBrowser(shop, '192.0.2.5').signIn(account)).status).toBe(429);
    expect((await owner.signIn(account)).status).toBe(200);
  });

  test('a device that is known for one account is not for another', async () => {
    const [mine, other] = [await addAccount(), await addAccount()];
    const browser = openStaffBrowser(shop, '192.0.2.6');
    await browser.signIn(mine);
    await browser.signIn({ ...other, password: WRONG });
    await setAttempts(10);
    browser.forget(/device/);
    expect((await browser.signIn(other)).status).toBe(429);
  });

  test('a right password gives its attempt back', async () => {
    const account = await addAccount();
    await openStaffBrowser(shop, '192.0.2.7').signIn({ ...account, password: WRONG });
    await setAttempts(9);
    for (let n = 0; n < 2; n++) {
      // A new browser each time: none is known.
      const { status } = await openStaffBrowser(shop, '192.0.2.7').signIn(account);
      expect(status).toBe(200);
    }
  });
});

describe('the paths of better-auth', () => {
  let signedIn: Promise<StaffBrowser> | undefined;
  const administrator = () =>
    (signedIn ??= addAccount().then(async (account) => {
      const browser = openStaffBrowser(shop, '192.0.2.8');
      await browser.signIn(account);
      return browser;
    }));

  test.each([
    '/sign-up/email',
    '/update-user',
    '/change-email',
    '/change-password',
    '/set-password',
    '/reset-password',
    '/request-password-reset',
    '/delete-user',
    '/list-sessions',
    '/revoke-session',
    '/revoke-sessions',
    '/revoke-other-sessions',
    '/update-session',
    '/verify-password',
    '/two-factor/send-otp',
    '/two-factor/get-totp-uri',
    '/two-factor/view-backup-codes',
    '/sign-in/email/',
    '//update-user',
  ])('%s does not exist, also for administrators', async (path) => {
    expect(await (await administrator()).post(path, { name: 'X', role: 'admin' })).toEqual({
      status: 404,
      body: {},
    });
  });
});

describe('sessions', () => {
  async function signedIn() {
    const account = await addAccount();
    const browser = openStaffBrowser(shop, '192.0.2.9');
    await browser.signIn(account);
    const { id } = await shop.deps.db
      .selectFrom('staff_users')
      .select('id')
      .where('email', '=', account.email)
      .executeTakeFirstOrThrow();
    return { browser, userId: id };
  }

  async function isSignedIn({ browser }: Awaited<ReturnType<typeof signedIn>>) {
    const response = await fetch(`${shop.url}/api/trpc/accounts.me`, {
      headers: { cookie: browser.cookie() },
    });
    const { result } = (await response.json()) as { result: { data: { staff: object | null } } };
    return { signedIn: result.data.staff !== null, cookies: response.headers.getSetCookie() };
  }

  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 60 * 60_000);

  test('slide while they are used: a use after an hour moves the end and renews the cookie', async () => {
    const session = await signedIn();
    const endOf = async () =>
      await shop.deps.db
        .selectFrom('staff_sessions')
        .select('expires_at')
        .where('user_id', '=', session.userId)
        .executeTakeFirstOrThrow();
    await shop.deps.db
      .updateTable('staff_sessions')
      .set({ expires_at: hoursAgo(-11) })
      .where('user_id', '=', session.userId)
      .execute();
    const { cookies } = await isSignedIn(session);
    expect((await endOf()).expires_at.getTime()).toBeGreaterThan(hoursAgo(-11.5).getTime());
    expect(cookies.join()).toMatch(/session_token=.*Max-Age=43200/i);
  });

  test('end seven days after sign-in, however much they are used', async () => {
    const session = await signedIn();
    await shop.deps.db
      .updateTable('staff_sessions')
      .set({ created_at: hoursAgo(7 * 24 - 1), expires_at: hoursAgo(-1) })
      .where('user_id', '=', session.userId)
      .execute();
    expect(await isSignedIn(session)).toMatchObject({ signedIn: true });
    await shop.deps.db
      .updateTable('staff_sessions')
      .set({ created_at: hoursAgo(7 * 24), expires_at: hoursAgo(-12) })
      .where('user_id', '=', session.userId)
      .execute();
    expect(await isSignedIn(session)).toMatchObject({ signedIn: false });
  });

  test('end when unused for twelve hours', async () => {
    const session = await signedIn();
    await shop.deps.db
      .updateTable('staff_sessions')
      .set({ expires_at: hoursAgo(0) })
      .where('user_id', '=', session.userId)
      .execute();
    expect(await isSignedIn(session)).toMatchObject({ signedIn: false });
  });

  test('of a deactivated account are refused, and none is created', async () => {
    const session = await signedIn();
    const { email } = await shop.deps.db
      .updateTable('staff_users')
      .set({ deactivated_at: new Date() })
      .where('id', '=', session.userId)
      .returning('email')
      .executeTakeFirstOrThrow();
    expect(await isSignedIn(session)).toMatchObject({ signedIn: false });
    session.browser.forget(/session/);
    const { status, body } = await session.browser.signIn({ email, password: PASSWORD });
    expect({ status, code: body['code'] }).toEqual({ status: 401, code: 'DEACTIVATED' });
  });
});
