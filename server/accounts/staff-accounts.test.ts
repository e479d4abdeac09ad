import { createOTP } from '@better-auth/utils/otp';
import { base32 } from '@better-auth/utils/base32';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 } from 'uuid';
import { listStaffActions } from '../audit-trail/list-staff-actions.ts';
import type { StaffRole } from '../platform/actor.ts';
import { testStaff } from '../testing/actors.ts';
import { callMutation, callQuery, subscribe } from '../testing/call-trpc.ts';
import { openStaffBrowser, type StaffBrowser } from '../testing/staff-browser.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { assertStrongPassword } from './assert-strong-password.ts';
import { changeStaff } from './change-staff.ts';
import { ensureFirstStaff } from './ensure-first-staff.ts';
import { ensureStaff } from './ensure-staff.ts';

const PASSWORD = 'sparrow under the copper bridge';
const OTHER_PASSWORD = 'velvet lantern over quiet harbour';

let shop: TestShop;
let live: TestShop;
beforeAll(async () => {
  [shop, live] = await Promise.all([
    openTestShop(),
    openTestShop({ STRIPE_SECRET_KEY: `sk_live_${v7()}`, PUBLIC_URL: 'https://live.example' }),
  ]);
});
afterAll(() => Promise.all([shop.close(), live.close()]));

interface Member {
  email: string;
  password: string;
  userId: string;
  browser: StaffBrowser;
}

async function addMember(role: StaffRole, at = shop): Promise<Member> {
  const account = { email: `${v7()}@shop.example`, password: PASSWORD };
  const { databaseUrl, url: publicUrl } = at;
  const [authSecret = ''] = at.shop.settings.SESSION_SECRET;
  await ensureStaff({ ...account, role, databaseUrl, authSecret, publicUrl });
  const browser = openStaffBrowser(at);
  expect((await browser.signIn(account)).status).toBe(200);
  const { id } = await at.deps.db
    .selectFrom('staff_users')
    .select('id')
    .where('email', '=', account.email)
    .executeTakeFirstOrThrow();
  return { ...account, userId: id, browser };
}

async function call(member: Member | null, procedure: string, input: unknown, at = shop) {
  const cookie = member?.browser.cookie();
  return await callMutation(at.url, procedure, { input, ...(cookie && { cookie }) });
}

async function isSignedIn({ browser }: Member, at = shop) {
  const { data } = await callQuery(at.url, 'accounts.me', { cookie: browser.cookie() });
  return (data as { staff: object | null }).staff !== null;
}

const tokenOf = (data: unknown) => (data as { url: string }).url.split('#')[1]!;

async function invite(admin: Member, role: StaffRole = 'viewer') {
  const email = `${v7()}@shop.example`;
  const { data } = await call(admin, 'admin.staff.invite', { email, name: 'Ida', role });
  return { email, token: tokenOf(data) };
}

describe('an invitation', () => {
  test('lets its holder set a password once; then the account signs in', async () => {
    const { email, token } = await invite(await addMember('admin'));
    const set = () => call(null, 'accounts.setPassword', { token, password: PASSWORD });
    expect((await openStaffBrowser(shop).signIn({ email, password: PASSWORD })).status).toBe(401);
    expect((await set()).data).toEqual({ email });
    expect((await set()).domain).toMatchObject({ code: 'NOT_FOUND' });
    const { body } = await openStaffBrowser(shop).signIn({ email, password: PASSWORD });
    expect(body['user']).toMatchObject({ role: 'viewer', name: 'Ida' });
  });

  test('of concurrent uses one succeeds', async () => {
    const { token } = await invite(await addMember('admin'));
    const answers = await Promise.all(
      [PASSWORD, OTHER_PASSWORD].map((password) =>
        call(null, 'accounts.setPassword', { token, password }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404]);
  });

  test('ends after a day', async () => {
    const { token } = await invite(await addMember('admin'));
    await shop.deps.db
      .updateTable('staff_password_links')
      .set({ expires_at: shop.clock.now() })
      .execute();
    const answer = await call(null, 'accounts.setPassword', { token, password: PASSWORD });
    expect(answer.domain).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('is stored and recorded without its token', async () => {
    const { token } = await invite(await addMember('admin'));
    const [links, actions] = [
      await shop.deps.db.selectFrom('staff_password_links').selectAll().execute(),
      await shop.deps.db.selectFrom('staff_actions').selectAll().execute(),
    ];
    expect(JSON.stringify([links, actions])).not.toContain(token);
  });

  test('refuses a common password and stays valid', async () => {
    const { token } = await invite(await addMember('admin'));
    const weak = await call(null, 'accounts.setPassword', { token, password: 'password1234' });
    expect(weak.domain).toMatchObject({ code: 'WEAK_PASSWORD' });
    const set = await call(null, 'accounts.setPassword', { token, password: PASSWORD });
    expect(set.status).toBe(200);
  });
});

test.each([
  'qwertyuiop12',
  'Password2024!',
  'iloveyou1234',
  'aaaaaaaaaaaaaaaa',
  'holdfast1234',
  'ada.lovelace1',
  'k7#Qz!9',
])('the password %s is refused', async (password) => {
  await expect(assertStrongPassword(password, ['ada.lovelace@shop.example'])).rejects.toThrow(
    'hard to guess',
  );
});

describe('an administrator', () => {
  test('deactivates an account: its sessions end at once, nobody signs in, until it is reactivated', async () => {
    const [admin, viewer] = [await addMember('admin'), await addMember('viewer')];
    const { userId } = viewer;
    expect(await isSignedIn(viewer)).toBe(true);
    await call(admin, 'admin.staff.change', { userId, active: false });
    expect(await isSignedIn(viewer)).toBe(false);
    expect((await viewer.browser.signIn(viewer)).status).toBe(401);
    await call(admin, 'admin.staff.change', { userId, active: true });
    expect((await viewer.browser.signIn(viewer)).status).toBe(200);
  });

  test('changes a role, which counts from the next request of a session', async () => {
    const [admin, other] = [await addMember('admin'), await addMember('admin')];
    await call(admin, 'admin.staff.change', { userId: other.userId, role: 'viewer' });
    const answer = await call(other, 'admin.staff.invite', {});
    expect(answer.domain).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('resets a password: the old one and all sessions end, the link sets a new one', async () => {
    const [admin, viewer] = [await addMember('admin'), await addMember('viewer')];
    const { userId, email } = viewer;
    const { data } = await call(admin, 'admin.staff.resetPassword', { userId });
    expect(await isSignedIn(viewer)).toBe(false);
    expect((await viewer.browser.signIn(viewer)).status).toBe(401);
    const token = tokenOf(data);
    await call(null, 'accounts.setPassword', { token, password: OTHER_PASSWORD });
    expect((await viewer.browser.signIn({ email, password: OTHER_PASSWORD })).status).toBe(200);
  });

  test('signs an account out everywhere', async () => {
    const [admin, viewer] = [await addMember('admin'), await addMember('viewer')];
    await call(admin, 'admin.staff.signOut', { userId: viewer.userId });
    expect(await isSignedIn(viewer)).toBe(false);
  });

  test('ends the stream of changes of an account that is signed out', async () => {
    const [admin, viewer] = [await addMember('admin'), await addMember('viewer')];
    const skuId = await shop.newSku({ onHand: 100 });
    let received = 0;
    for await (const _ of subscribe(shop.url, 'admin.changes', {
      cookie: viewer.browser.cookie(),
    })) {
      received += 1;
      await call(admin, 'admin.staff.signOut', { userId: viewer.userId });
      await shop.shop.placeOrder(shop.buildOrder({ [skuId]: 1 }), 'test');
    }
    expect(received).toBe(1);
  });

  test('cannot reset the own password', async () => {
    const admin = await addMember('admin');
    const answer = await call(admin, 'admin.staff.resetPassword', { userId: admin.userId });
    expect(answer.domain).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('the last administrator', () => {
  test.each([{ role: 'viewer' }, { active: false }] as const)(
    'stays when two administrators change each other at once to %j',
    async (change) => {
      const [a, b] = [await addMember('admin', live), await addMember('admin', live)];
      // Invited administrators cannot sign in yet, so they do not count.
      await live.deps.db
        .updateTable('staff_users')
        .set({ role: 'viewer' })
        .where('id', 'not in', [a.userId, b.userId])
        .execute();
      const outcomes = await Promise.allSettled([
        changeStaff(live.deps, testStaff(a.email), { userId: b.userId, ...change }),
        changeStaff(live.deps, testStaff(b.email), { userId: a.userId, ...change }),
      ]);
      const refused = outcomes.filter(({ status }) => status === 'rejected');
      expect(refused).toEqual([
        expect.objectContaining({ reason: expect.objectContaining({ code: 'LAST_ADMIN' }) }),
      ]);
    },
  );
});

describe('a member of staff', () => {
  test('changes the own password with the current one; all other sessions end', async () => {
    const viewer = await addMember('viewer');
    const elsewhere = openStaffBrowser(shop);
    await elsewhere.signIn(viewer);
    const change = (currentPassword: string, newPassword: string) =>
      call(viewer, 'accounts.changePassword', { currentPassword, newPassword });
    expect((await change('wrong', OTHER_PASSWORD)).domain).toMatchObject({
      code: 'WRONG_PASSWORD',
    });
    expect((await change(PASSWORD, 'password1234')).domain).toMatchObject({
      code: 'WEAK_PASSWORD',
    });
    expect((await change(PASSWORD, OTHER_PASSWORD)).status).toBe(200);
    expect(await isSignedIn(viewer)).toBe(true);
    expect(await isSignedIn({ ...viewer, browser: elsewhere })).toBe(false);
    const { actions } = await listStaffActions(shop.deps, { staff: viewer.email });
    const changes = actions.filter(({ action }) => action === 'accounts.changePassword');
    expect(changes.map(({ outcome, details }) => ({ outcome, details }))).toEqual([
      { outcome: 'done', details: {} },
      { outcome: 'refused: WEAK_PASSWORD', details: {} },
      { outcome: 'refused: WRONG_PASSWORD', details: {} },
    ]);
  });

  test('ends one own session, and none of somebody else', async () => {
    const [viewer, other] = [await addMember('viewer'), await addMember('viewer')];
    const sessionOf = async (member: Member) => {
      const { data } = await callQuery(shop.url, 'accounts.sessions', {
        cookie: member.browser.cookie(),
      });
      return (data as { sessions: { sessionId: string }[] }).sessions[0]!.sessionId;
    };
    await call(viewer, 'accounts.endSessions', { sessionId: await sessionOf(other) });
    expect(await isSignedIn(other)).toBe(true);
    await call(viewer, 'accounts.endSessions', { sessionId: await sessionOf(viewer) });
    expect(await isSignedIn(viewer)).toBe(false);
  });
});

test('a refund, and changes of accounts, need a password of the last fifteen minutes', async () => {
  const admin = await addMember('admin');
  const calls: [string, object][] = [
    ['admin.orders.refund', { orderId: v7() }],
    ['admin.payments.resolveHeld', { orderId: v7() }],
    ['admin.staff.signOut', { userId: 'unknown' }],
  ];
  const codes = async () =>
    await Promise.all(calls.map(async ([name, input]) => (await call(admin, name, input)).domain));
  const notFound = { code: 'NOT_FOUND' };
  expect(await codes()).toMatchObject([notFound, notFound, notFound]);
  await shop.deps.db
    .updateTable('staff_sessions')
    .set({ verified_at: new Date(Date.now() - 16 * 60_000) })
    .where('user_id', '=', admin.userId)
    .execute();
  const required = { code: 'REAUTHENTICATION_REQUIRED' };
  expect(await codes()).toMatchObject([required, required, required]);
  const wrong = await call(admin, 'accounts.verify', { password: 'wrong' });
  expect(wrong.domain).toMatchObject({ code: 'WRONG_PASSWORD' });
  await call(admin, 'accounts.verify', { password: PASSWORD });
  expect(await codes()).toMatchObject([notFound, notFound, notFound]);
});

describe('a second factor', () => {
  async function setUp(member: Member) {
    const { body } = await member.browser.post('/two-factor/enable', { password: PASSWORD });
    const secret = new URL(body['totpURI'] as string).searchParams.get('secret')!;
    const code = async () =>
      await createOTP(new TextDecoder().decode(base32.decode(secret))).totp();
    const { status } = await member.browser.post('/two-factor/verify-totp', { code: await code() });
    expect(status).toBe(200);
    return { code, backupCodes: body['backupCodes'] as string[] };
  }

  test('is required of an administrator of a live shop, who can do nothing else before', async () => {
    const admin = await addMember('admin', live);
    const refused = await callQuery(live.url, 'admin.orders.list', {
      input: {},
      cookie: admin.browser.cookie(),
    });
    expect(refused.domain).toMatchObject({ code: 'SECOND_FACTOR_REQUIRED' });
    await setUp(admin);
    const allowed = await callQuery(live.url, 'admin.orders.list', {
      input: {},
      cookie: admin.browser.cookie(),
    });
    expect(allowed.status).toBe(200);
  });

  test('is required of no viewer', async () => {
    const viewer = await addMember('viewer', live);
    const cookie = viewer.browser.cookie();
    const { status } = await callQuery(live.url, 'admin.orders.list', { input: {}, cookie });
    expect(status).toBe(200);
  });

  test('is asked for at sign-in: the password alone signs in nobody', async () => {
    const admin = await addMember('admin');
    const { code, backupCodes } = await setUp(admin);
    const browser = openStaffBrowser(shop);
    const { body } = await browser.signIn(admin);
    expect(body).toMatchObject({ twoFactorRedirect: true });
    expect(await isSignedIn({ ...admin, browser })).toBe(false);
    expect((await browser.post('/two-factor/verify-totp', { code: '000000' })).status).toBe(401);
    expect((await browser.post('/two-factor/verify-totp', { code: await code() })).status).toBe(
      200,
    );
    expect(await isSignedIn({ ...admin, browser })).toBe(true);

    const trusting = openStaffBrowser(shop);
    await trusting.signIn(admin);
    await trusting.post('/two-factor/verify-totp', { code: await code(), trustDevice: true });
    expect(await isSignedIn({ ...admin, browser: trusting })).toBe(true);
    expect((await trusting.signIn(admin)).body).toMatchObject({ twoFactorRedirect: true });

    const lost = openStaffBrowser(shop);
    await lost.signIn(admin);
    const backup = { code: backupCodes[0] };
    expect((await lost.post('/two-factor/verify-backup-code', backup)).status).toBe(200);
    const again = openStaffBrowser(shop);
    await again.signIn(admin);
    expect((await again.post('/two-factor/verify-backup-code', backup)).status).toBe(401);
  });

  test('ends the sessions without it when it is set up, and is not set up or removed without the password', async () => {
    const admin = await addMember('admin');
    const elsewhere = openStaffBrowser(shop);
    await elsewhere.signIn(admin);
    const wrong = await admin.browser.post('/two-factor/enable', { password: 'wrong' });
    expect(wrong.status).toBe(400);
    await setUp(admin);
    expect(await isSignedIn({ ...admin, browser: elsewhere })).toBe(false);
    const disabled = await admin.browser.post('/two-factor/disable', { password: 'wrong' });
    expect(disabled.status).toBe(400);
    const { actions } = await listStaffActions(shop.deps, { staff: admin.email });
    expect(actions.map(({ action, outcome }) => `${action}: ${outcome}`)).toEqual([
      'auth.disableTwoFactor: refused: INVALID_PASSWORD',
      'auth.enableTwoFactor: done',
      'auth.setUpTwoFactor: done',
      'auth.setUpTwoFactor: refused: INVALID_PASSWORD',
      'auth.signIn: done',
      'auth.signIn: done',
    ]);
  });
});

describe('the first account', () => {
  const first = (at: TestShop, sandbox: boolean) =>
    ensureFirstStaff({
      databaseUrl: at.databaseUrl,
      authSecret: at.shop.settings.SESSION_SECRET[0]!,
      publicUrl: at.url,
      email: 'first@shop.example',
      password: 'the generated password',
      sandbox,
    });

  test('is made once: a later start changes neither its role, its password nor its deactivation', async () => {
    const at = await openTestShop();
    try {
      expect(await first(at, true)).toEqual({ kind: 'password' });
      await at.deps.db
        .updateTable('staff_users')
        .set({ role: 'viewer', deactivated_at: new Date() })
        .execute();
      const before = await at.deps.db.selectFrom('staff_users').selectAll().execute();
      expect(await first(at, true)).toEqual({ kind: 'password' });
      expect(await first(at, false)).toEqual({ kind: 'own password' });
      expect(await at.deps.db.selectFrom('staff_users').selectAll().execute()).toEqual(before);
    } finally {
      await at.close();
    }
  });

  test('of a live shop is an invitation; each start replaces the link until it is used', async () => {
    const at = await openTestShop();
    try {
      const [old, current] = [await first(at, false), await first(at, false)];
      const set = async (invitation: typeof old) =>
        await callMutation(at.url, 'accounts.setPassword', {
          input: { token: tokenOf(invitation), password: PASSWORD },
        });
      expect((await set(old)).status).toBe(404);
      expect((await set(current)).data).toEqual({ email: 'first@shop.example' });
      expect(await first(at, false)).toEqual({ kind: 'own password' });
      expect(await first(at, true)).toEqual({ kind: 'own password' });
    } finally {
      await at.close();
    }
  });
});
