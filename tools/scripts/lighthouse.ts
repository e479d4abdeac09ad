// npm run lighthouse: judges the storefront's pages on the production build, and fails below the mark.
// --mark 95: what each category must reach; --runs 5: of how many runs the median counts, as many as
// Lighthouse itself advises, since no machine is as fast at one time as at another.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type BrowserContext } from '@playwright/test';
import lighthouse, { type Result } from 'lighthouse';
import { freePort } from '#db/embedded/free-port.ts';
import { minimalEnvironment } from './minimal-environment.ts';
import { browserArguments, findBrowser } from './browser.ts';
import { root } from './programs.ts';
import { startSystem } from './system.ts';

const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const;
const reportsDirectory = join(root, 'test-results', 'lighthouse');

type Scores = Record<(typeof CATEGORIES)[number], number>;
type Page = { name: string; url: string };

const { mark, runs } = readOptions();
mkdirSync(reportsDirectory, { recursive: true });
const tempDirectory = mkdtempSync(join(tmpdir(), 'holdfast-lighthouse-'));
const cleanUps: (() => unknown)[] = [() => rmSync(tempDirectory, { recursive: true, force: true })];
try {
  await auditShop();
} finally {
  for (const cleanUp of cleanUps.toReversed()) await cleanUp();
}

async function auditShop(): Promise<void> {
  const shop = await startSystem({
    environment: minimalEnvironment(),
    dataDir: join(tempDirectory, 'data'),
    port: 0,
    sandboxPort: 0,
    durable: false,
    progress: (text) => console.error(text),
  });
  cleanUps.push(() => shop.stop());

  const port = await freePort();
  // Lighthouse opens its pages in this browser's profile, where it finds the cart that was filled.
  const browser = await chromium.launchPersistentContext(join(tempDirectory, 'profile'), {
    executablePath: await findBrowser(),
    args: [...browserArguments, `--remote-debugging-port=${port}`],
  });
  cleanUps.push(() => browser.close());

  const pages = await preparePages(browser, shop.shopUrl);
  console.log(formatRow('', CATEGORIES));
  for (const page of pages) await auditPage(page, port);
  if (process.exitCode) console.error(`\nBelow ${mark}: see why in ${reportsDirectory}.`);
}

/** Places an order and fills the cart, so that no page is judged empty. */
async function preparePages(browser: BrowserContext, shopUrl: string): Promise<Page[]> {
  const page = await browser.newPage();
  const add = async (slug: string) => {
    await page.goto(`${shopUrl}/products/${slug}`);
    await page.getByRole('button', { name: 'Add to cart' }).click();
  };
  await add('walnut-clock');
  await page.goto(`${shopUrl}/checkout`);
  await page.getByLabel('E-mail').fill('ada@example.com');
  await page.getByLabel('Full name').fill('Ada Shopper');
  await page.getByLabel('Street and number').fill('1 Loopback Lane');
  await page.getByLabel('Postal code').fill('12701');
  await page.getByLabel('Town or city').fill('Localhost');
  await page.getByLabel('Country').selectOption('DE');
  await page.getByRole('button', { name: 'Place order' }).click();
  await page.waitForURL(/\/orders\//);
  const order = page.url();
  await add('everyday-tee');
  await add('aurora-lamp');
  const pages = [
    { name: 'catalogue', url: `${shopUrl}/` },
    { name: 'product', url: `${shopUrl}/products/everyday-tee` },
    { name: 'cart', url: `${shopUrl}/cart` },
    { name: 'checkout', url: `${shopUrl}/checkout` },
    { name: 'order', url: order },
  ];
  // What the server does once only is no shopper's wait.
  for (const { url } of pages) await page.goto(url);
  await page.close();
  return pages;
}

/** Prints the median scores of a page, and what costs it points where it is below the mark. */
async function auditPage(page: Page, port: number): Promise<void> {
  const results: Result[] = [];
  for (let run = 1; run <= runs; run++) results.push(await runOnce(page, port, run));
  const scores = Object.fromEntries(
    CATEGORIES.map((category) => [
      category,
      median(results.map((result) => scoreOf(result, category))),
    ]),
  ) as Scores;
  const failed = CATEGORIES.filter((category) => scores[category] < mark);
  console.log(
    formatRow(
      page.name,
      CATEGORIES.map((category) => `${scores[category]}${failed.includes(category) ? ' !' : ''}`),
    ),
  );
  if (failed.length === 0) return;
  process.exitCode = 1;
  for (const category of failed) {
    const worst = results.toSorted((a, b) => scoreOf(a, category) - scoreOf(b, category))[0]!;
    for (const line of listFailedAudits(worst, category)) console.log(`  ${category}: ${line}`);
  }
}

async function runOnce(page: Page, port: number, run: number): Promise<Result> {
  const result = await lighthouse(page.url, {
    port,
    output: 'html',
    logLevel: 'error',
    onlyCategories: [...CATEGORIES],
    disableFullPageScreenshot: true,
  });
  if (!result) throw new Error(`Lighthouse gave no result for ${page.url}.`);
  const { lhr, report } = result;
  if (lhr.runtimeError) throw new Error(`${page.name}: ${lhr.runtimeError.message}`);
  writeFileSync(join(reportsDirectory, `${page.name}-${run}.html`), [report].flat().join('\n'));
  return lhr;
}

function scoreOf(result: Result, category: string): number {
  return Math.round((result.categories[category]?.score ?? 0) * 100);
}

/** What costs points in a category, the dearest first. */
function listFailedAudits(result: Result, category: string): string[] {
  return (result.categories[category]?.auditRefs ?? [])
    .flatMap(({ id, weight }) => {
      const audit = result.audits[id];
      const lost = weight * (1 - (audit?.score ?? 1));
      return audit && lost > 0
        ? [{ lost, text: `${audit.title} ${audit.displayValue ?? ''}` }]
        : [];
    })
    .sort((a, b) => b.lost - a.lost)
    .map(({ text }) => text.trim());
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!;
}

function formatRow(name: string, cells: readonly string[]): string {
  return name.padEnd(12) + cells.map((cell) => cell.padStart(16)).join('');
}

function readOptions(): { mark: number; runs: number } {
  const { values } = parseArgs({
    options: {
      mark: { type: 'string', default: '95' },
      runs: { type: 'string', default: '5' },
    },
  });
  const chosen = { mark: Number(values.mark), runs: Number(values.runs) };
  if (chosen.mark >= 0 && chosen.mark <= 100 && Number.isInteger(chosen.runs) && chosen.runs >= 1) {
    return chosen;
  }
  throw new Error('Use --mark with a score from 0 to 100, and --runs with a whole number from 1.');
}
