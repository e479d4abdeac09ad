import { createHmac } from 'node:crypto';
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isOrderKey, orderKey } from '../platform/order-key.ts';
import { callQuery } from '../testing/call-trpc.ts';
import { signInEachRole } from '../testing/sign-in-staff.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { createBuyerCookies } from './buyer.ts';
import { createStaffAuth } from './auth.ts';

const OLD = 'the secret before the last rotation';
const NEW = 'the secret since the last rotation!';
const OTHER = 'a secret that this shop never had!!';

let shop: TestShop;
let staffCookie: string;
beforeAll(async () => {
  shop = await openTestShop({ SESSION_SECRET: `${NEW},${OLD}`, BUYER_SECRET: `${NEW}, ${OLD}` });
  // The session's; the second one is of the device.
  staffCookie = (await signInEachRole(shop)).admin.split('; ')[0]!;
});
afterAll(() => shop.close());

async function request(path: string, cookie: string) {
  const response = await fetch(`${shop.url}${path}`, { headers: { cookie } });
  await response.text();
  return { status: response.status, cookies: response.headers.getSetCookie() };
}

describe('a buyer’s cookie', () => {
  const read = '/api/trpc/orders.list?input=%7B%7D';
  const buyerId = v7();
  const cookieBy = (secret: string) =>
    createBuyerCookies([secret], { secure: false }).issue(buyerId).split(';')[0]!;

  test('signed by the old secret is accepted and issued again for the same buyer', async () => {
    const { status, cookies } = await request(read, cookieBy(OLD));
    expect(status).toBe(200);
    expect(cookies).toEqual([expect.stringContaining(cookieBy(NEW))]);
  });

  test('signed by the current secret is accepted and not issued again', async () => {
    expect(shop.shop.buyerCookies.read(cookieBy(NEW))?.buyerId).toBe(buyerId);
    expect((await request(read, cookieBy(NEW))).cookies).toEqual([]);
  });

  test('signed by another secret names nobody', () => {
    expect(shop.shop.buyerCookies.read(cookieBy(OTHER))).toBeNull();
  });
});

describe('a session of staff', () => {
  /** The cookie of the session as it was if this secret had signed it. */
  function sessionBy(secret: string): string {
    const [name = '', value = ''] = staffCookie.split('=');
    const token = decodeURIComponent(value).split('.')[0]!;
    const signature = createHmac('sha256', secret).update(token).digest('base64');
    return `${name}=${encodeURIComponent(`${token}.${signature}`)}`;
  }

  const whoIs = async (cookie: string) =>
    (await callQuery(shop.url, 'accounts.me', { cookie })).data as { staff: object | null };

  test('signed by the old secret goes on, and its cookie is issued again', async () => {
    expect(sessionBy(NEW)).toBe(staffCookie);
    expect((await whoIs(sessionBy(OLD))).staff).toMatchObject({ role: 'admin' });
    const { cookies } = await request('/api/auth/get-session', sessionBy(OLD));
    expect(cookies.join()).toContain(staffCookie);
  });

  test('signed by another secret is none', async () => {
    expect((await whoIs(sessionBy(OTHER))).staff).toBeNull();
    expect((await whoIs(`${sessionBy(OLD).slice(0, -4)}%zz`)).staff).toBeNull();
  });

  test('what was encrypted under a secret can be read while the secret is listed, wherever', async () => {
    const contextOf = async (secrets: string[]) =>
      (await createStaffAuth(shop.deps.db, { secrets, publicUrl: shop.url }).$context).secretConfig;
    const data = await symmetricEncrypt({ key: await contextOf([OLD]), data: 'a second factor' });
    const key = await contextOf([NEW, OLD]);
    expect(await symmetricDecrypt({ key, data })).toBe('a second factor');
    await expect(symmetricDecrypt({ key: await contextOf([NEW]), data })).rejects.toThrow();
  });
});

test('the key of an order link by the old secret opens it, and new links are made with the new one', () => {
  const link = { orderId: v7(), version: 0 };
  expect(isOrderKey([NEW, OLD], link, orderKey([OLD], link))).toBe(true);
  expect(orderKey([NEW, OLD], link)).toBe(orderKey([NEW], link));
  expect(isOrderKey([NEW, OLD], link, orderKey([OTHER], link))).toBe(false);
});
