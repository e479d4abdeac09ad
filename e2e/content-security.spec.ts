import { addToCart, placeOrder } from './shopper.ts';
import { expect, test } from './system.ts';

test.describe('what somebody could get into a page', () => {
  test.use({ breaksPolicy: true });

  for (const path of ['/', '/products/everyday-tee', '/orders', '/admin/sign-in']) {
    test(`does not run on ${path}: inline scripts, handlers, foreign scripts, frames and bases`, async ({
      page,
    }) => {
      const earlier = await page.request.get(path);
      const nonce = /'nonce-([^']+)'/.exec(earlier.headers()['content-security-policy'] ?? '')?.[1];
      expect(nonce).toBeTruthy();
      await page.route(
        (url) => url.pathname === path,
        async (route) => {
          const response = await route.fetch();
          const injected = `
            <script>window.ran = 'inline'</script>
            <script nonce="${nonce}">window.ran = 'the nonce of another answer'</script>
            <script src="data:text/javascript,window.ran='data'"></script>
            <script src="https://elsewhere.example/x.js"></script>
            <img src="/none" onerror="window.ran = 'handler'">
            <svg onload="window.ran = 'svg'"></svg>
            <iframe src="javascript:parent.ran = 'frame'"></iframe>
            <base href="https://elsewhere.example/">`;
          const html = (await response.text()).replace('<body>', `<body>${injected}`);
          await route.fulfill({ response, body: html });
        },
      );
      const reported = page.waitForEvent('console', (message) =>
        message.text().includes('Content Security Policy'),
      );
      await page.goto(path);
      await reported;
      await page.evaluate(() => {
        const link = document.createElement('a');
        link.href = "javascript:window.ran = 'link'";
        document.body.append(link);
        link.click();
      });
      await expect(page.locator('h1')).toBeVisible();
      expect(await page.evaluate(() => 'ran' in window)).toBe(false);
      expect(await page.evaluate(() => document.baseURI)).toBe(page.url());
    });
  }
});

test('the nonce of an answer is the only one in its headers and its text, and never the same twice', async ({
  request,
}) => {
  const seen = new Set<string>();
  const kinds: Record<string, string>[] = [{}, { rsc: '1' }];
  for (const path of ['/', '/products/everyday-tee', '/orders', '/admin/sign-in']) {
    for (const headers of kinds) {
      const response = await request.get(path, { headers });
      const answer = `${JSON.stringify(response.headersArray())}${await response.text()}`;
      const nonces = [...answer.matchAll(/nonce\W{1,6}([\da-f]{32})/g)].map(([, nonce]) => nonce);
      expect(new Set(nonces).size).toBe(1);
      expect(seen).not.toContain(nonces[0]);
      seen.add(nonces[0]!);
    }
  }
});

test('a page that the browser kept works when the visitor comes back to it', async ({ page }) => {
  await page.goto('/products/everyday-tee');
  await page.goto('/cart');
  await page.goBack();
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await expect(page.getByText('Added to cart')).toBeVisible();
});

test('browsing sets no cookie; the first order makes the browser a buyer', async ({
  page,
  context,
}) => {
  const names = async () => (await context.cookies()).map(({ name }) => name).toSorted();
  await addToCart(page, 'everyday-tee');
  for (const path of ['/', '/cart', '/checkout']) {
    await page.goto(path);
    await expect(page.locator('h1')).toBeVisible();
  }
  expect(await names()).toEqual([]);
  await placeOrder(page, 'everyday-tee');
  expect(await names()).toEqual(['holdfast_buyer', 'time-zone']);
});

test('the sign-in page keeps its own policy', async ({ page }) => {
  await page.goto('/admin/sign-in');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByLabel('Password')).toHaveAttribute('aria-invalid', 'true');
});
