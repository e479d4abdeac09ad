import type { BrowserContext, Page } from '@playwright/test';
import { mutateApi, openOrder, placeOrderByApi } from './api.ts';
import { expectStatus } from './shopper.ts';
import { expect, test } from './system.ts';

/** Browsers open six connections to a host over HTTP/1.1, for all tabs together. */
const CONNECTIONS_MAX = 6;
const STREAM = '**/api/trpc/*.changes**';

/** Counts the context's open event streams. */
function countStreams(context: BrowserContext): () => number {
  const open = new Set<object>();
  context.on('request', (request) => {
    if (/\.changes\b/.test(request.url())) open.add(request);
  });
  context.on('requestfinished', (request) => open.delete(request));
  context.on('requestfailed', (request) => open.delete(request));
  return () => open.size;
}

/** Tabs of a test are all visible; this makes one believe that it is not, or is again. */
async function setVisibility(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => value });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, state);
}

test('more tabs with live pages than a browser has connections all load and show a change', async ({
  page,
  context,
}) => {
  const openStreams = countStreams(context);
  const orderId = await openOrder(page, 'field-notebook');
  const others = await Promise.all(
    Array.from({ length: CONNECTIONS_MAX }, async () => {
      const tab = await context.newPage();
      await tab.goto(`/orders/${orderId}`);
      return tab;
    }),
  );
  await expect.poll(openStreams).toBe(CONNECTIONS_MAX / 2);
  await mutateApi(page.request, 'orders.cancel', { orderId });
  for (const tab of [page, ...others]) await expectStatus(tab, 'cancelled');
});

test('a hidden tab has no stream, and is up to date when it is looked at again', async ({
  page,
  context,
}) => {
  const openStreams = countStreams(context);
  const orderId = await openOrder(page, 'field-notebook');
  await expect.poll(openStreams).toBe(1);
  // Only the stream can bring the change.
  await page.route('**/api/trpc/orders.get**', (route) => route.abort());
  await setVisibility(page, 'hidden');
  await expect.poll(openStreams).toBe(0);
  await mutateApi(page.request, 'orders.cancel', { orderId });
  await expectStatus(page, 'pending_payment');
  await setVisibility(page, 'visible');
  await expectStatus(page, 'cancelled');
  await expect.poll(openStreams).toBe(1);
});

test('a tab that waits for a stream gets that of a tab which is closed or hidden', async ({
  page,
  context,
}) => {
  const openStreams = countStreams(context);
  const orderId = await openOrder(page, 'field-notebook');
  const open = async () => {
    const tab = await context.newPage();
    await tab.goto(`/orders/${orderId}`);
    return tab;
  };
  const others = [await open(), await open()];
  await expect.poll(openStreams).toBe(3);
  const waiting = await open();
  await expect(waiting.getByLabel('Link to this order')).toHaveValue(/^http/);
  const stream = waiting.waitForRequest(STREAM);
  await setVisibility(page, 'hidden');
  for (const tab of others) await tab.close();
  await stream;
});

test.describe('of staff', () => {
  test.use({ storageState: ({ admin }, use) => use(admin) });

  test('tabs with and without a stream show a change', async ({ context, request }) => {
    const orderId = await placeOrderByApi(request, 'field-notebook');
    const openStreams = countStreams(context);
    const tabs = await Promise.all(
      Array.from({ length: CONNECTIONS_MAX / 2 + 1 }, async () => {
        const tab = await context.newPage();
        await tab.goto(`/admin/orders/${orderId}`);
        return tab;
      }),
    );
    await expect.poll(openStreams).toBe(CONNECTIONS_MAX / 2);
    await mutateApi(request, 'orders.cancel', { orderId });
    for (const tab of tabs) {
      await expect(tab.getByText('Cancelled', { exact: true }).first()).toBeVisible();
    }
  });
});
