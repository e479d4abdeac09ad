import { expect } from 'vitest';
import { ensureStaff } from '../accounts/ensure-staff.ts';
import type { StaffRole } from '../platform/actor.ts';
import type { TestShop } from './test-shop.ts';

/**
 * Adds a member of staff of each role and signs them in over HTTP.
 * @param origin the shop's for browsers, if it is not the address of the test server
 * @returns a Cookie header per role
 */
export async function signInEachRole(
  shop: TestShop,
  origin = shop.url,
): Promise<Record<StaffRole, string>> {
  return {
    admin: await signIn(shop, 'admin', origin),
    viewer: await signIn(shop, 'viewer', origin),
  };
}

async function signIn(shop: TestShop, role: StaffRole, origin: string): Promise<string> {
  const account = { email: `${role}@shop.example`, password: `a password for ${role}` };
  const { databaseUrl } = shop;
  const [authSecret = ''] = shop.shop.settings.SESSION_SECRET;
  await ensureStaff({ databaseUrl, publicUrl: origin, authSecret, role, ...account });
  const response = await fetch(`${shop.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify(account),
  });
  expect(response.status).toBe(200);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
