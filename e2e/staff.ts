import { randomBytes } from 'node:crypto';
import { request, type Page } from '@playwright/test';
import { ensureStaff } from '#server/accounts/ensure-staff.ts';
import type { System } from '../tools/scripts/system.ts';

export interface Account {
  email: string;
  password: string;
}
export type StaffStorageState = Awaited<ReturnType<typeof signInByApi>>;

/** Signs in on the sign-in page, as the shop's first member of staff by default. */
export async function signIn(
  page: Page,
  shop: System,
  account: Account = shop.staff,
): Promise<void> {
  await page.goto('/admin/sign-in');
  await page.getByLabel('Email').fill(account.email);
  await page.getByLabel('Password').fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(
    (url) => url.pathname.startsWith('/admin') && !url.pathname.endsWith('/sign-in'),
  );
}

/** @returns the storage state of a signed-in browser context */
export async function signInByApi(shop: System, { email, password }: Account) {
  const visitor = await request.newContext({
    baseURL: shop.shopUrl,
    // Sign-in requires the shop's own origin, as browsers send it.
    extraHTTPHeaders: { origin: shop.shopUrl },
  });
  const response = await visitor.post('/api/auth/sign-in/email', { data: { email, password } });
  if (!response.ok()) throw new Error(`Signing in failed: ${await response.text()}`);
  const state = await visitor.storageState();
  await visitor.dispose();
  return state;
}

/** Adds a viewer: a member of staff who can change nothing. */
export async function addViewer(shop: System): Promise<Account> {
  const account = {
    email: 'viewer@holdfast.example',
    password: randomBytes(12).toString('base64url'),
  };
  await ensureStaff({
    ...account,
    name: 'Vera Viewer',
    role: 'viewer',
    databaseUrl: shop.databaseUrl,
    publicUrl: shop.shopUrl,
    // Unused: it signs sessions, and none is created.
    authSecret: randomBytes(32).toString('base64url'),
  });
  return account;
}
