import { expect } from 'vitest';
import { ensureStaff } from '../accounts/ensure-staff.ts';
import type { StaffRole } from '../platform/actor.ts';
import type { TestShop } from './test-shop.ts';

/**
 * Adds a member of staff of each role and signs them in over HTTP.
 * @returns a Cookie header per role
 */
export async function signInEachRole(shop: TestShop): Promise<Record<StaffRole, string>> {
  return { admin: await signIn(shop, 'admin'), viewer: await signIn(shop, 'viewer') };
}

async function signIn(shop: TestShop, role: StaffRole): Promise<string> {
  const account = { email: `${role}@shop.example`, password: `a password for ${role}` };
  const { databaseUrl, url: publicUrl } = shop;
  const { AUTH_SECRET: authSecret } = shop.shop.settings;
  await ensureStaff({ databaseUrl, publicUrl, authSecret, role, ...account });
  const response = await fetch(`${shop.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: shop.url },
    body: JSON.stringify(account),
  });
  expect(response.status).toBe(200);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
