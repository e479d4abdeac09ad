import { expect, test } from './system.ts';

const STRIPE_SECRET_KEY = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc';

test.use({
  system: {
    environment: {
      STRIPE_SECRET_KEY,
      STRIPE_WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      // Where nobody listens.
      STRIPE_API_URL: 'http://127.0.0.1:9',
      PUBLIC_URL: 'https://live.example',
    },
    workerCount: 0,
  },
});

test('a shop that takes real money has no demo products, says nothing of a demo, and no page has its key', async ({
  request,
  shop,
}) => {
  const [url] = shop.webUrls;
  for (const path of ['/', '/cart', '/checkout', '/orders', '/no/such/page', '/admin/sign-in']) {
    for (const language of ['en', 'zh']) {
      const response = await request.get(url + path, { headers: { 'accept-language': language } });
      const html = await response.text();
      expect(html).toContain('Holdfast');
      expect(html.replace(/<script.*?<\/script>/gs, '')).not.toMatch(
        /demo|sandbox|no real money|演示|沙盒|测试/i,
      );
      expect(html).not.toContain(STRIPE_SECRET_KEY.slice(8));
    }
  }
  const products = await request.get(`${url}/api/trpc/catalog.list?input={}`);
  expect(await products.json()).toMatchObject({ result: { data: { total: 0 } } });
  expect(shop.staff.signIn.kind).toBe('link');
});
