import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import sharp from 'sharp';
import { queryApi } from './api.ts';
import { archiveProduct } from './products.ts';
import { saveScreenshot } from './page-checks.ts';
import { tableRows } from './admin.ts';
import { onEachDevice } from './devices.ts';
import { tabTo } from './shopper.ts';
import { getStock } from './database.ts';
import { expect, test } from './system.ts';

test.use({ storageState: ({ admin }, use) => use(admin) });
test.use({ contextOptions: { reducedMotion: 'reduce' } });

type ProductResponse = {
  skus: { code: string; priceCents: number; options: Record<string, string> }[];
};

onEachDevice(() => {
  test('stock is adjusted, and its history shows the reason and who did it', async ({
    page,
    shop,
    newProduct,
  }) => {
    const { slug, skus } = await newProduct({ name: 'Counted Candle' });
    const { code, skuId } = skus[0]!;
    await page.goto(`/admin/stock?search=${code}`);
    await page.getByRole('button', { name: `Adjust ${code}` }).click();
    await page.getByRole('spinbutton', { name: 'Change' }).fill('-3');
    await page.getByRole('button', { name: 'Adjust stock' }).click();
    await expect(page.getByRole('combobox', { name: 'Reason' })).toHaveAttribute(
      'aria-invalid',
      'true',
    );
    await page.getByRole('combobox', { name: 'Reason' }).selectOption('Damaged');
    await page.getByRole('textbox', { name: 'Note' }).fill('Fell from the shelf');
    await expect(page.getByText('New on hand: 7')).toBeVisible();
    await saveScreenshot(page, 'admin stock being adjusted');
    await page.getByRole('button', { name: 'Adjust stock' }).click();
    await expect(page.getByText(`${code}: 7 units on hand`)).toBeVisible();
    expect(await getStock(shop, slug)).toEqual({ onHand: 7, locked: 0 });

    await page.goto(`/admin/stock/${skuId}`);
    const entry = tableRows(page, 'History').first();
    for (const text of ['-3', 'Damaged', shop.staff.email, 'Fell from the shelf']) {
      await expect(entry).toContainText(text);
    }
  });

  test('a product is created with two variants, its price is changed, and the shop shows it', async ({
    page,
    shop,
  }) => {
    const tail = randomBytes(4).toString('hex');
    const [name, slug] = [`Folding Fan ${tail}`, `folding-fan-${tail}`];
    const codes = ['RED', 'BLUE'].map((colour) => `FAN-${tail}-${colour}`.toUpperCase());
    const price = (variant: number) =>
      page
        .getByRole('group', { name: `Variant ${variant}` })
        .getByRole('textbox', { name: 'Price in EUR' });

    await page.goto('/admin/products/new');
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('Category').fill('Journeys');
    await page.getByLabel('Description').fill('Cools you while you wait.');
    await page.getByRole('button', { name: 'Add by URL' }).click();
    await page.getByLabel('URL of picture 1').fill('/products/field-notebook.svg');
    await page.getByLabel('Description of picture 1').fill('A fan, folded');
    await page.getByLabel('Upload pictures').setInputFiles([
      { name: 'fan.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') },
      { name: 'blue-fan.png', mimeType: 'image/png', buffer: await createPhoto('#4f5f95') },
    ]);
    await expect(page.getByText('fan.svg: not a supported picture')).toBeVisible();
    await page.getByLabel('Description of picture 2').fill('A blue fan');
    await page.getByRole('button', { name: 'Move picture 2 up' }).click();
    await expect(page.getByLabel('Description of picture 1')).toHaveValue('A blue fan');
    await page.getByLabel('Options').fill('Colour');
    await page.getByRole('button', { name: 'Add variant' }).click();
    for (const [index, colour] of ['Red', 'Blue'].entries()) {
      const variant = page.getByRole('group', { name: `Variant ${index + 1}` });
      await variant.getByLabel('SKU').fill(codes[index]!);
      await variant.getByLabel('Colour').fill(colour);
      await price(index + 1).fill('12.50');
    }
    await page.getByLabel('Variants in picture 1').selectOption('Colour: Blue');
    await saveScreenshot(page, 'admin product being created');
    await page.getByRole('button', { name: 'Save product' }).click();
    await expect(page).toHaveURL(/\/admin\/products\/[0-9a-f-]{36}$/);
    await expect(page.getByLabel('URL slug', { exact: true })).toHaveValue(slug);

    await price(2).fill('14.00');
    await page.getByRole('button', { name: 'Save product' }).click();
    await expect(page.getByText('Unsaved changes')).toBeHidden();
    await saveScreenshot(page, 'admin product saved');
    // The message that it is saved stays for four seconds; it must not lie over the link.
    await page.getByRole('link', { name: 'View in shop' }).click({ timeout: 3_000 });
    await expect(page).toHaveURL(`/products/${slug}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
    await expect(largePicture(page)).toHaveAccessibleName('A fan, folded');
    await page.getByText('Blue', { exact: true }).click();
    await expect(page.getByText('€14.00').first()).toBeVisible();
    await expect(largePicture(page)).toHaveAccessibleName('A blue fan');
    await expect.poll(() => naturalWidthOf(largePicture(page))).toBeGreaterThan(0);
    await saveScreenshot(page, 'admin product in the shop');

    const { skus } = await queryApi<ProductResponse>(page.request, 'catalog.product', { slug });
    expect(skus).toMatchObject([
      { code: codes[0], priceCents: 1250, options: { Colour: 'Red' } },
      { code: codes[1], priceCents: 1400, options: { Colour: 'Blue' } },
    ]);
    await archiveProduct(shop, { slug });
  });

  test('a file with errors is not imported and shows the rule for each error; the corrected file shows its changes and is imported', async ({
    page,
    newProduct,
  }) => {
    const { slug, skus } = await newProduct({
      name: 'Listed Lid',
      skus: [{}, { options: { Size: 'L' } }],
    });
    const [small, large] = skus.map(({ code }) => code);
    const prices = async () => {
      const { skus: shown } = await queryApi<ProductResponse>(page.request, 'catalog.product', {
        slug,
      });
      return shown.map(({ priceCents }) => priceCents);
    };
    const row = (code: string | undefined) => tableRows(page).filter({ hasText: code });

    await page.goto('/admin/products/import');
    await chooseFile(page, `${slug},${small},30.00\nListed Lid,${large},"35,O0"\n`);
    await expect(page.getByText('1 row has errors, so nothing can be imported.')).toBeVisible();
    for (const error of [
      'slug: “Listed Lid” is invalid: lowercase letters, digits and hyphens',
      'price: “35,O0” is invalid: an amount such as 12.50',
    ]) {
      await expect(row(large)).toContainText(error);
    }
    await expect(page.getByRole('button', { name: 'Import' })).toHaveCount(0);
    await saveScreenshot(page, 'admin import with a wrong row');
    expect(await prices()).toEqual([2500, 2500]);

    await chooseFile(page, `${slug},${small},30.00\n${slug},${large},35.00\n`);
    await expect(page.getByText('2 rows, no errors')).toBeVisible();
    await expect(row(small)).toContainText('Price: €25.00 → €30.00');
    await expect(row(large)).toContainText('Price: €25.00 → €35.00');
    await page.getByRole('button', { name: 'Import' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import this file?' });
    await dialog.getByRole('button', { name: 'Import' }).click();
    await expect(page.getByText('Imported: 1 product saved.')).toBeVisible();
    expect(await prices()).toEqual([3000, 3500]);

    await page.goto('/admin/actions?action=products.import');
    const action = tableRows(page, 'Activity log').filter({ hasText: slug });
    for (const text of [
      'Rows in the file: 2',
      'Variants changed: 2',
      `Price ${large}: €25.00 → €35.00`,
    ]) {
      await expect(action).toContainText(text);
    }
    await saveScreenshot(page, 'admin import on record');
  });

  test('the preview shows that a hidden product becomes active, and stock is set only if chosen', async ({
    page,
    shop,
    newProduct,
  }) => {
    const { slug, skus } = await newProduct({ name: 'Retired Rack' });
    const { code } = skus[0]!;
    await archiveProduct(shop, { slug });
    await page.goto('/admin/products/import');
    await chooseFile(page, `${slug},${code},12,A rack\n`, 'slug,code,on_hand,description');
    const row = tableRows(page).filter({ hasText: code });
    for (const text of [
      'Product: Hidden → Active',
      'Description: Made for a test of the shop. → A rack',
      '10 → 12 (+2)',
      'will not be set',
    ]) {
      await expect(row).toContainText(text);
    }
    await saveScreenshot(page, 'admin import without its stock');
    await page.getByLabel('Set stock from the file').check();
    await expect(row).not.toContainText('will not be set');
    await saveScreenshot(page, 'admin import with its stock');

    await page.getByRole('button', { name: 'Import' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
    await expect(page.getByText('Imported: 1 product saved.')).toBeVisible();
    expect(await getStock(shop, slug)).toEqual({ onHand: 12, locked: 0 });
  });

  test('importing an export changes nothing', async ({ page, newProduct }) => {
    const { skus } = await newProduct({ name: 'Written Wreath', skus: [{ priceCents: 1999 }] });
    await page.goto('/admin/products');
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export as CSV' }).click();
    const file = await readFile(await (await downloading).path(), 'utf8');
    const lines = file.split('\r\n');
    expect(lines.find((line) => line.includes(skus[0]!.code))).toContain('19.99');
    expect(file).toContain('CLOCK-WALNUT');

    await page.goto('/admin/products/import');
    await chooseFile(page, lines.slice(1).join('\n'), lines[0]);
    await expect(page.getByText('The shop already matches the file.')).toBeVisible();
  });
});

test('saving with errors focuses the first field that has one, and each error goes when it is mended', async ({
  page,
}) => {
  await page.goto('/admin/products/new');
  const field = (label: string, nth = 0) => page.getByLabel(label, { exact: true }).nth(nth);
  const save = () => page.getByRole('button', { name: 'Save product' }).click();
  const expectMended = (label: string, nth = 0) =>
    expect(field(label, nth)).not.toHaveAttribute('aria-invalid', 'true');
  await save();
  await expect(field('Name')).toBeFocused();

  // The name suggests the slug, which mends it too.
  await field('Name').fill('Mended Mug');
  await field('Category').fill('Tests');
  await expect(field('URL slug')).toHaveValue('mended-mug');
  for (const label of ['Name', 'Category', 'URL slug']) await expectMended(label);

  // A field that was added last stands before the others of its variant.
  await field('Options').fill('Size');
  await field('SKU').fill('MUG');
  await field('Description').fill('Mended.');
  await save();
  await expect(field('Size')).toBeFocused();

  // Two variants with one code: changing either mends both.
  await page.getByRole('button', { name: 'Add variant' }).click();
  for (const nth of [0, 1]) {
    await field('Size', nth).fill(`Size ${nth}`);
    await field('SKU', nth).fill('MUG');
    await page
      .getByLabel(/^Price/)
      .nth(nth)
      .fill('10');
  }
  await save();
  await expect(field('SKU', 1)).toBeFocused();
  await field('SKU', 0).fill('MUG-1');
  await expectMended('SKU', 1);
});

test('stock is adjusted by keyboard alone', async ({ page, shop, newProduct }) => {
  const { slug, skus } = await newProduct({ name: 'Typed Teapot' });
  const { code } = skus[0]!;
  const { keyboard } = page;
  await page.goto('/admin');
  await tabTo(page, page.getByRole('link', { name: 'Stock', exact: true }));
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Stock' })).toBeVisible();
  await tabTo(page, page.getByRole('searchbox', { name: 'Search' }));
  await keyboard.type(code);
  await keyboard.press('Enter');
  await expect(tableRows(page)).toHaveCount(1);

  const adjust = page.getByRole('button', { name: `Adjust ${code}` });
  await tabTo(page, adjust);
  await keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await tabTo(page, page.getByRole('spinbutton', { name: 'Change' }));
  await keyboard.type('5');
  await tabTo(page, page.getByRole('combobox', { name: 'Reason' }));
  await keyboard.type('Received');
  await tabTo(page, page.getByRole('button', { name: 'Adjust stock' }));
  await keyboard.press('Enter');
  await expect(page.getByText(`${code}: 15 units on hand`)).toBeVisible();
  expect(await getStock(shop, slug)).toEqual({ onHand: 15, locked: 0 });
  // Keyboard users continue where they were.
  await expect(adjust).toBeFocused();
});

/** Chooses a CSV file to import. */
async function chooseFile(page: Page, rows: string, columns = 'slug,code,price'): Promise<void> {
  await page.getByLabel('CSV file').setInputFiles({
    name: 'products.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`${columns}\n${rows}`),
  });
}

/** A picture as a camera makes it, of one colour. */
function createPhoto(background: string): Promise<Buffer> {
  return sharp({ create: { width: 1500, height: 1500, channels: 3, background } })
    .png()
    .toBuffer();
}

const largePicture = (page: Page) =>
  page.getByRole('region', { name: 'Pictures' }).getByRole('img').first();

const naturalWidthOf = (picture: Locator) =>
  picture.evaluate((image) => (image as HTMLImageElement).naturalWidth);
