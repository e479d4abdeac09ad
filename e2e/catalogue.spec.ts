import type { Page } from '@playwright/test';
import { sql } from 'kysely';
import { onEachDevice } from './devices.ts';
import { withDatabase } from './database.ts';
import { expect, test } from './system.ts';

const productNames = (page: Page) =>
  page.getByRole('list', { name: 'Products' }).getByRole('heading');
const searchField = (page: Page) => page.getByRole('searchbox', { name: 'Search' });

onEachDevice(() => {
  test('search, category and sort order are kept in the address', async ({ page, newProduct }) => {
    const category = 'Storage';
    await newProduct({ name: 'Amber Jar', category, skus: [{ priceCents: 4000 }] });
    await newProduct({ name: 'Birch Jar', category, skus: [{ priceCents: 1000 }] });
    await newProduct({ name: 'Cedar Box', category, skus: [{ priceCents: 2000 }] });

    await page.goto('/');
    await searchField(page).fill('jar');
    await searchField(page).press('Enter');
    await expect(page).toHaveURL('/?search=jar');
    await expect(productNames(page)).toHaveText(['Amber Jar', 'Birch Jar']);
    await expect(searchField(page)).toBeFocused();

    await page.getByRole('link', { name: category }).click();
    await expect(page).toHaveURL(`/?search=jar&category=${category}`);
    await page.getByLabel('Sort by').selectOption('Price: low to high');
    await expect(page).toHaveURL(`/?search=jar&category=${category}&sort=price`);
    await expect(productNames(page)).toHaveText(['Birch Jar', 'Amber Jar']);

    await page.reload();
    await expect(searchField(page)).toHaveValue('jar');
    await expect(page.getByRole('link', { name: category })).toHaveAttribute('aria-current');
    await expect(page.getByLabel('Sort by')).toHaveValue('price');
    await expect(productNames(page)).toHaveText(['Birch Jar', 'Amber Jar']);

    await page.getByRole('link', { name: 'Clear search' }).click();
    await expect(searchField(page)).toBeFocused();
    await expect(page).toHaveURL(`/?category=${category}&sort=price`);
    await expect(productNames(page)).toHaveText(['Birch Jar', 'Cedar Box', 'Amber Jar']);
    await page.goBack();
    await expect(searchField(page)).toHaveValue('jar');
    await expect(productNames(page)).toHaveText(['Birch Jar', 'Amber Jar']);
  });

  test('going back from a product returns to the same page of the catalogue', async ({
    page,
    newProduct,
  }) => {
    for (const number of [10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22]) {
      await newProduct({ name: `Stamp ${number}`, category: 'Stamps' });
    }
    await page.goto('/?category=Stamps');
    await expect(page.getByText('13 products')).toBeVisible();
    await expect(productNames(page)).toHaveCount(12);
    await page.getByRole('link', { name: 'Next page' }).click();
    await expect(page).toHaveURL('/?category=Stamps&page=2');
    await expect(productNames(page)).toHaveText(['Stamp 22']);

    await page.getByRole('link', { name: 'Stamp 22' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Stamp 22');
    await page.goBack();
    await expect(productNames(page)).toHaveText(['Stamp 22']);
    await expect(page.getByRole('link', { name: 'Page 2' })).toHaveAttribute(
      'aria-current',
      'page',
    );
    await page.getByRole('link', { name: 'Previous page' }).click();
    await expect(productNames(page)).toHaveCount(12);
  });

  test('an empty search result links to all products', async ({ page }) => {
    await page.goto('/?search=zeppelin');
    await expect(page.getByText('No products found')).toBeVisible();
    await page.getByRole('link', { name: 'Show all products' }).click();
    await expect(page).toHaveURL('/');
    await expect(page.getByRole('link', { name: 'Walnut Clock' })).toBeVisible();
  });
});

test('invalid query parameters are ignored', async ({ page }) => {
  await page.goto('/?page=-3&sort=colour&search=%E2%80%AElamp&category=');
  await expect(productNames(page)).toHaveText(['Aurora Lamp']);
});

test('a page number beyond the last shows the last page', async ({ page }) => {
  await page.goto('/?search=walnut&page=9');
  await expect(productNames(page)).toHaveText(['Walnut Clock']);
});

test('the catalogue page starts to stream before its products are loaded', async ({ shop }) => {
  let html: ReadableStreamDefaultReader<string>;
  let received = '';
  const receiveUntil = async (text: string) => {
    while (!received.includes(text)) {
      const { value, done } = await html.read();
      expect(done, `"${text}" is sent`).toBe(false);
      received += value ?? '';
    }
  };
  await withDatabase(shop, (db) =>
    db.transaction().execute(async (trx) => {
      // Queries for stock wait for this transaction.
      await sql`lock table stock in access exclusive mode`.execute(trx);
      const { body } = await fetch(shop.shopUrl);
      html = body!.pipeThrough(new TextDecoderStream()).getReader();
      await receiveUntil('Made to last</h1>');
      expect(received).not.toContain('Walnut Clock');
    }),
  );
  await receiveUntil('Walnut Clock');
});

test('text typed into the search before hydration stays', async ({ page }) => {
  const scripts = Promise.withResolvers<void>();
  await page.route('**/_next/static/chunks/*.js', async (route) => {
    await scripts.promise;
    await route.continue();
  });
  await page.goto('/', { waitUntil: 'commit' });
  await searchField(page).fill('mug');
  scripts.resolve();
  // A button works once hydration is over.
  await expect(async () => {
    await page.getByRole('button', { name: 'Display and language' }).click();
    await expect(page.getByRole('menu')).toBeVisible({ timeout: 1000 });
  }).toPass();
  await page.keyboard.press('Escape');
  await expect(searchField(page)).toHaveValue('mug');
});

test('links are not prefetched', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (searchParams.has('_rsc')) asked.push(pathname);
  });
  await page.goto('/', { waitUntil: 'networkidle' });
  await page.getByRole('link', { name: 'Walnut Clock' }).click();
  await expect(page.getByRole('heading', { name: 'Walnut Clock' })).toBeVisible();
  expect(asked).toEqual(['/products/walnut-clock']);
});
