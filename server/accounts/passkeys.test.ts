import { createOTP } from '@better-auth/utils/otp';
import { base32 } from '@better-auth/utils/base32';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listStaffActions } from '../audit-trail/list-staff-actions.ts';
import type { StaffRole } from '../platform/actor.ts';
import { publicUrl } from '../platform/env.ts';
import { callMutation, callQuery } from '../testing/call-trpc.ts';
import { openStaffBrowser, type StaffBrowser } from '../testing/staff-browser.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import {
  createVirtualAuthenticator,
  type Claims,
  type VirtualAuthenticator,
} from '../testing/virtual-authenticator.ts';
import { ensureStaff } from './ensure-staff.ts';

const PASSWORD = 'sparrow under the copper bridge';

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
  at: TestShop;
  account: { email: string; password: string };
  userId: string;
  browser: StaffBrowser;
  authenticator: VirtualAuthenticator;
}

async function addMember(role: StaffRole = 'viewer', at = shop): Promise<Member> {
  const account = { email: `${v7()}@shop.example`, password: PASSWORD };
  const [authSecret = ''] = at.shop.settings.SESSION_SECRET;
  const { databaseUrl, url } = at;
  await ensureStaff({ ...account, role, databaseUrl, authSecret, publicUrl: url });
  const browser = openStaffBrowser(at);
  expect((await browser.signIn(account)).status).toBe(200);
  const { id: userId } = await at.deps.db
    .selectFrom('staff_users')
    .select('id')
    .where('email', '=', account.email)
    .executeTakeFirstOrThrow();
  return { at, account, userId, browser, authenticator: newAuthenticator(at) };
}

async function addMemberWithPasskey(role?: StaffRole, at = shop) {
  const member = await addMember(role, at);
  expect((await addPasskey(member)).status).toBe(200);
  return member;
}

const newAuthenticator = (at: TestShop) => createVirtualAuthenticator(publicUrl(at.shop.settings));

type Challenge = { challenge: string };

async function startAdding({ browser }: Member) {
  return await browser.get('/passkey/generate-register-options');
}

async function addPasskey(member: Member, claims?: Claims, name = 'Laptop') {
  const { body } = await startAdding(member);
  const response = member.authenticator.register(body as unknown as Challenge, claims);
  return await member.browser.post('/passkey/verify-registration', { response, name });
}

async function startSignIn(browser: StaffBrowser) {
  const { body } = await browser.get('/passkey/generate-authenticate-options');
  return body as unknown as Challenge;
}

const finishSignIn = (browser: StaffBrowser, response: object) =>
  browser.post('/passkey/verify-authentication', { response });

async function signInByPasskey(browser: StaffBrowser, by: VirtualAuthenticator, claims?: Claims) {
  return await finishSignIn(browser, by.authenticate(await startSignIn(browser), claims));
}

async function emailAt(browser: StaffBrowser, at = shop) {
  const { data } = await callQuery(at.url, 'accounts.me', { cookie: browser.cookie() });
  return (data as { staff: { email: string } | null }).staff?.email ?? null;
}

const call = ({ at, browser }: Member, procedure: string, input: unknown) =>
  callMutation(at.url, procedure, { input, cookie: browser.cookie() });

async function passkeysOf({ at, browser }: Member) {
  const { data } = await callQuery(at.url, 'accounts.passkeys', { cookie: browser.cookie() });
  return (data as { passkeys: { passkeyId: string; name: string }[] }).passkeys;
}

/** The session's proof of who sits there is older than it may be. */
async function ageProof({ at, userId }: Member) {
  const verified_at = new Date(at.clock.now().getTime() - 16 * 60_000);
  await at.deps.db
    .updateTable('staff_sessions')
    .set({ verified_at })
    .where('user_id', '=', userId)
    .execute();
}

async function sessionIds({ at, userId }: Member) {
  const sessions = at.deps.db.selectFrom('staff_sessions').select('id');
  return (await sessions.where('user_id', '=', userId).execute()).map(({ id }) => id);
}

async function actionsOf({ at, account }: Member) {
  const { actions } = await listStaffActions(at.deps, { staff: account.email });
  return actions.map(({ action, outcome }) => `${action}: ${outcome}`);
}

async function setUpTotp({ browser }: Member) {
  const { body } = await browser.post('/two-factor/enable', { password: PASSWORD });
  const secret = new URL(body['totpURI'] as string).searchParams.get('secret')!;
  const code = await createOTP(new TextDecoder().decode(base32.decode(secret))).totp();
  expect((await browser.post('/two-factor/verify-totp', { code })).status).toBe(200);
}

describe('a passkey', () => {
  test('signs in by itself, and the password alone no longer does', async () => {
    const member = await addMemberWithPasskey();
    const browser = openStaffBrowser(shop);
    expect(await browser.signIn(member.account)).toMatchObject({
      status: 403,
      body: { code: 'PASSKEY_REQUIRED' },
    });
    expect(await emailAt(browser)).toBeNull();
    expect((await signInByPasskey(browser, member.authenticator)).status).toBe(200);
    expect(await emailAt(browser)).toBe(member.account.email);
    expect(await actionsOf(member)).toEqual([
      'auth.signIn: done',
      'auth.signIn: refused: PASSKEY_REQUIRED',
      'auth.addPasskey: done',
      'auth.signIn: done',
    ]);
  });

  test('is added only after a recent proof, with a name, for a verified user; it ends other sessions', async () => {
    const member = await addMember();
    const elsewhere = openStaffBrowser(shop);
    await elsewhere.signIn(member.account);
    expect((await addPasskey(member, { userVerified: false })).body).toMatchObject({
      code: 'USER_NOT_VERIFIED',
    });
    expect((await addPasskey(member, {}, '\u202eabc')).status).toBe(400);
    expect((await addPasskey(member, { origin: 'https://evil.example' })).status).toBe(400);
    expect((await addPasskey(member, { rpId: 'evil.example' })).status).toBe(400);
    expect(await emailAt(elsewhere)).toBe(member.account.email);
    expect((await addPasskey(member, {}, ' Laptop ')).status).toBe(200);
    expect(await emailAt(elsewhere)).toBeNull();
    expect(await passkeysOf(member)).toMatchObject([{ name: 'Laptop' }]);
    await ageProof(member);
    expect(await startAdding(member)).toMatchObject({
      status: 403,
      body: { code: 'REAUTHENTICATION_REQUIRED' },
    });
    expect((await openStaffBrowser(shop).get('/passkey/generate-register-options')).status).toBe(
      401,
    );
  });

  test('is not added twice, nor where there are twenty', async () => {
    const [member, thief] = [await addMemberWithPasskey(), await addMember()];
    thief.authenticator = member.authenticator;
    expect((await addPasskey(thief)).status).toBe(400);
    for (let n = 1; n < 20; n++) {
      member.authenticator = newAuthenticator(shop);
      await addPasskey(member);
    }
    expect(await startAdding(member)).toMatchObject({ body: { code: 'TOO_MANY_PASSKEYS' } });
  });

  test('proves who sits at a session, which stays the only one', async () => {
    const member = await addMemberWithPasskey();
    const before = await sessionIds(member);
    await ageProof(member);
    const [{ passkeyId } = { passkeyId: '' }] = await passkeysOf(member);
    const remove = () => call(member, 'accounts.removePasskey', { passkeyId });
    expect((await remove()).domain).toMatchObject({ code: 'REAUTHENTICATION_REQUIRED' });
    expect((await signInByPasskey(member.browser, member.authenticator)).status).toBe(200);
    expect(await sessionIds(member)).toEqual(before);
    expect((await remove()).status).toBe(200);
    expect(await passkeysOf(member)).toEqual([]);
    expect((await actionsOf(member))[0]).toBe('accounts.removePasskey: done');
  });

  test('is removed by its owner alone, and then signs in nobody', async () => {
    const [member, other] = [await addMemberWithPasskey(), await addMember('admin')];
    const [{ passkeyId } = { passkeyId: '' }] = await passkeysOf(member);
    const foreign = await call(other, 'accounts.removePasskey', { passkeyId });
    expect(foreign.domain).toMatchObject({ code: 'NOT_FOUND' });
    const elsewhere = openStaffBrowser(shop);
    await signInByPasskey(elsewhere, member.authenticator);
    await call(member, 'accounts.removePasskey', { passkeyId });
    expect(await emailAt(elsewhere)).toBeNull();
    expect((await signInByPasskey(elsewhere, member.authenticator)).status).toBe(401);
  });
});

describe('an attacker', () => {
  const REFUSED = { isRefused: true, email: null };
  async function outcomeOf(browser: StaffBrowser, answer: Promise<{ status: number }>) {
    const { status } = await answer;
    return { isRefused: [400, 401, 403].includes(status), email: await emailAt(browser) };
  }

  test('cannot replay an answer, neither alone nor with its cookie', async () => {
    const { authenticator } = await addMemberWithPasskey();
    const [browser, thief] = [openStaffBrowser(shop), openStaffBrowser(shop)];
    const response = authenticator.authenticate(await startSignIn(browser));
    await startSignIn(thief);
    expect(await outcomeOf(thief, finishSignIn(thief, response))).toEqual(REFUSED);
    expect((await finishSignIn(browser, response)).status).toBe(200);
    browser.forget(/session_token/);
    expect(await outcomeOf(browser, finishSignIn(browser, response))).toEqual(REFUSED);
  });

  test('cannot use one answer twice at the same moment', async () => {
    const { authenticator } = await addMemberWithPasskey();
    const browser = openStaffBrowser(shop);
    const response = authenticator.authenticate(await startSignIn(browser));
    const answers = await Promise.all([1, 2, 3, 4].map(() => finishSignIn(browser, response)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('cannot answer after five minutes', async () => {
    const { authenticator } = await addMemberWithPasskey();
    const browser = openStaffBrowser(shop);
    const response = authenticator.authenticate(await startSignIn(browser));
    await shop.deps.db
      .updateTable('staff_verifications')
      .set({ expires_at: new Date(Date.now() - 1) })
      .execute();
    expect(await outcomeOf(browser, finishSignIn(browser, response))).toEqual(REFUSED);
  });

  test.each<[string, Claims]>([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['a subdomain', { origin: 'http://evil.localhost' }],
    ['a foreign relying party', { rpId: 'evil.example' }],
    ['an unverified user', { userVerified: false }],
    ['a counter that goes back, as of a copied key', { counter: 1 }],
  ])('cannot sign in with %s', async (_, claims) => {
    const { authenticator } = await addMemberWithPasskey();
    await signInByPasskey(openStaffBrowser(shop), authenticator);
    const browser = openStaffBrowser(shop);
    expect(await outcomeOf(browser, signInByPasskey(browser, authenticator, claims))).toEqual(
      REFUSED,
    );
  });

  test('cannot sign with another key for a known credential', async () => {
    const [member, forger] = [await addMemberWithPasskey(), newAuthenticator(shop)];
    const browser = openStaffBrowser(shop);
    const forged = forger.authenticate(await startSignIn(browser));
    const id = member.authenticator.credentialId;
    expect(await outcomeOf(browser, finishSignIn(browser, { ...forged, id, rawId: id }))).toEqual(
      REFUSED,
    );
  });

  test('cannot use the challenge of an addition to sign in', async () => {
    const member = await addMemberWithPasskey();
    const { body } = await startAdding(member);
    member.browser.forget(/session_token/);
    const response = member.authenticator.authenticate(body as unknown as Challenge);
    expect(await outcomeOf(member.browser, finishSignIn(member.browser, response))).toEqual(
      REFUSED,
    );
  });

  test('cannot confirm who sits at a session with the passkey of somebody else', async () => {
    const [member, other] = [await addMemberWithPasskey(), await addMemberWithPasskey()];
    await ageProof(member);
    const answer = await signInByPasskey(member.browser, other.authenticator);
    expect(answer).toMatchObject({ status: 403, body: { code: 'OTHER_ACCOUNT' } });
    expect(await emailAt(member.browser)).toBe(member.account.email);
    expect(await startAdding(member)).toMatchObject({ status: 403 });
  });

  test.each([
    {},
    { response: 'x' },
    { response: { id: { $ne: '' }, type: 'public-key' } },
    { response: { id: 'a\0b', type: 'public-key' } },
    { response: { id: 'unknown', type: 'public-key', response: null } },
  ])('gets a 4xx for %j', async (body) => {
    const member = await addMember();
    await startSignIn(member.browser);
    const signIn = await member.browser.post('/passkey/verify-authentication', body);
    expect(signIn.status).toBeOneOf([400, 401, 403]);
    await startAdding(member);
    const named = { name: 'Laptop', ...body };
    const addition = await member.browser.post('/passkey/verify-registration', named);
    expect(addition.status).toBe(400);
  });

  test('is throttled, without keeping the owner out of a device that has signed in before', async () => {
    const { authenticator } = await addMemberWithPasskey();
    const [known, other] = [openStaffBrowser(shop), openStaffBrowser(shop, '192.0.2.44')];
    await signInByPasskey(known, authenticator);
    await known.post('/sign-out');
    const forge = () => signInByPasskey(other, authenticator, { origin: 'https://evil.example' });
    expect((await forge()).status).toBe(400);
    await shop.deps.db.updateTable('staff_sign_in_attempts').set({ attempts: 10 }).execute();
    expect(await forge()).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    await shop.deps.db.updateTable('staff_sign_in_attempts').set({ attempts: 100 }).execute();
    expect((await signInByPasskey(other, authenticator)).status).toBe(429);
    expect((await signInByPasskey(known, authenticator)).status).toBe(200);
    await shop.deps.db.deleteFrom('staff_sign_in_attempts').execute();
  });
});

describe('an administrator', () => {
  test('who deactivates an account ends its passkey’s sign-in, too', async () => {
    const [admin, member] = [await addMember('admin'), await addMemberWithPasskey()];
    const { userId } = member;
    await call(admin, 'admin.staff.change', { userId, active: false });
    const browser = openStaffBrowser(shop);
    expect(await signInByPasskey(browser, member.authenticator)).toMatchObject({
      status: 401,
      body: { code: 'DEACTIVATED' },
    });
    expect(await emailAt(browser)).toBeNull();
    expect((await actionsOf(member))[0]).toBe('auth.signIn: refused: DEACTIVATED');
  });

  test('sees who has a second factor, and removes lost passkeys with the password', async () => {
    const [admin, member] = [await addMember('admin'), await addMemberWithPasskey()];
    const { userId } = member;
    const hasSecondFactor = async () => {
      const cookie = admin.browser.cookie();
      const { data } = await callQuery(shop.url, 'admin.staff.list', { cookie });
      const { staff } = data as { staff: { userId: string; hasSecondFactor: boolean }[] };
      return staff.find((account) => account.userId === userId)?.hasSecondFactor;
    };
    expect(await hasSecondFactor()).toBe(true);
    await call(admin, 'admin.staff.resetPassword', { userId, removeSecondFactor: true });
    expect(await hasSecondFactor()).toBe(false);
    const answer = await signInByPasskey(openStaffBrowser(shop), member.authenticator);
    expect(answer.status).toBe(401);
  });

  test('of a live shop has the second factor with a passkey, and keeps the last one', async () => {
    const admin = await addMember('admin', live);
    const list = async () => {
      const cookie = admin.browser.cookie();
      return await callQuery(live.url, 'admin.orders.list', { input: {}, cookie });
    };
    expect((await list()).domain).toMatchObject({ code: 'SECOND_FACTOR_REQUIRED' });
    expect((await addPasskey(admin)).status).toBe(200);
    expect((await list()).status).toBe(200);
    const [{ passkeyId } = { passkeyId: '' }] = await passkeysOf(admin);
    const remove = () => call(admin, 'accounts.removePasskey', { passkeyId });
    expect((await remove()).domain).toMatchObject({ code: 'LAST_SECOND_FACTOR' });
    await setUpTotp(admin);
    expect((await remove()).status).toBe(200);
    const disable = () => admin.browser.post('/two-factor/disable', { password: PASSWORD });
    expect(await disable()).toMatchObject({ status: 409, body: { code: 'LAST_SECOND_FACTOR' } });
    expect((await actionsOf(admin))[0]).toBe('auth.disableTwoFactor: refused: LAST_SECOND_FACTOR');
    admin.authenticator = newAuthenticator(live);
    await addPasskey(admin);
    expect((await disable()).status).toBe(200);
    expect((await list()).status).toBe(200);
  });

  test('of a live shop who removes two passkeys at once keeps one', async () => {
    const admin = await addMemberWithPasskey('admin', live);
    admin.authenticator = newAuthenticator(live);
    await addPasskey(admin);
    const answers = await Promise.all(
      (await passkeysOf(admin)).map(({ passkeyId }) =>
        call(admin, 'accounts.removePasskey', { passkeyId }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  });
});

test('a member who has lost every passkey signs in with the password that the command sets', async () => {
  const { account, authenticator } = await addMemberWithPasskey('admin');
  const [authSecret = ''] = shop.shop.settings.SESSION_SECRET;
  const { databaseUrl, url } = shop;
  const reset = { ...account, password: 'velvet lantern over quiet harbour' };
  const command = { ...reset, role: 'admin', databaseUrl, authSecret, publicUrl: url } as const;
  await ensureStaff(command);
  const browser = openStaffBrowser(shop);
  expect((await browser.signIn(reset)).body).toMatchObject({ code: 'PASSKEY_REQUIRED' });
  await ensureStaff({ ...command, removeSecondFactor: true });
  expect((await signInByPasskey(browser, authenticator)).status).toBe(401);
  expect((await browser.signIn(reset)).status).toBe(200);
});
