// npm run lighthouse: a Lighthouse report of the storefront's pages on the production build.
// Fails when accessibility or best practices are below 100. Performance is printed, not judged: on
// shared cores it measures the machine. --runs 1: the median of how many runs is printed.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type BrowserContext } from '@playwright/test';
import getPort from 'get-port';
import lighthouse, { type Result } from 'lighthouse';
import { minimalEnvironment } from './minimal-environment.ts';
import { browserArguments, findBrowser } from './browser.ts';
import { root } from './programs.ts';
import { startSystem } from './system.ts';

const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const;
const reportsDirectory = join(root, 'test-results', 'lighthouse');

/** These do not depend on the machine's speed. */
const JUDGED: readonly Category[] = ['accessibility', 'best-practices'];
/** Simulated times, by Lighthouse's audit id and the column's title. */
const TIMES = [
  ['largest-contentful-paint', 'LCP'],
  ['total-blocking-time', 'TBT'],
] as const;

type Category = (typeof CATEGORIES)[number];
interface Page {
  name: string;
  url: string;
}

const runs = readRuns();
mkdirSync(reportsDirectory, { recursive: true });
const tempDirectory = mkdtempSync(join(tmpdir(), 'holdfast-lighthouse-'));
await using resources = new AsyncDisposableStack();
resources.defer(() => rmSync(tempDirectory, { recursive: true, force: true }));
await auditShop();

async function auditShop(): Promise<void> {
  const shop = await startSystem({
    environment: minimalEnvironment(),
    dataDir: join(tempDirectory, 'data'),
    port: 0,
    sandboxPort: 0,
    durable: false,
    progress: (text) => console.error(text),
  });
  resources.defer(() => shop.stop());

  const port = await getPort({ host: '127.0.0.1' });
  // Lighthouse opens its pages in this browser's profile, which has the cart.
  const browser = await chromium.launchPersistentContext(join(tempDirectory, 'profile'), {
    executablePath: await findBrowser(),
    args: [...browserArguments, `--remote-debugging-port=${port}`],
  });
  resources.defer(() => browser.close());

  const pages = await preparePages(browser, shop.shopUrl);
  console.log(formatRow('', [...CATEGORIES, ...TIMES.map(([, title]) => title)]));
  for (const page of pages) await auditPage(page, port);
  console.log(
    '\nPerformance and its simulated times are not judged: on shared cores they measure the machine.',
  );
  console.log(`Reports: ${reportsDirectory}`);
}

/** Places an order and fills the cart, so that no page is empty. */
async function preparePages(browser: BrowserContext, shopUrl: string): Promise<Page[]> {
  const page = await browser.newPage();
  const add = async (slug: string) => {
    await page.goto(`${shopUrl}/products/${slug}`);
    await page.getByRole('button', { name: 'Add to cart' }).click();
  };
  await add('walnut-clock');
  await page.goto(`${shopUrl}/checkout`);
  await page.getByLabel('Email').fill('ada@example.com');
  await page.getByLabel('Country').selectOption('DE');
  await page.getByLabel('Full name').fill('Ada Shopper');
  await page.getByLabel('Street and number').fill('1 Loopback Lane');
  await page.getByLabel('Postal code').fill('12701');
  await page.getByLabel('Town or city').fill('Localhost');
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
  // The server's first rendering of each page is not measured.
  for (const { url } of pages) await page.goto(url);
  await page.close();
  return pages;
}

/** Prints the medians of a page, and what a judged category lacks to 100. */
async function auditPage(page: Page, port: number): Promise<void> {
  const results: Result[] = [];
  for (let run = 1; run <= runs; run++) results.push(await runOnce(page, port, run));
  const scores = CATEGORIES.map((category) => ({
    category,
    score: median(results.map((result) => scoreOf(result, category))),
    failed: JUDGED.includes(category) && results.some((result) => scoreOf(result, category) < 100),
  }));
  const times = TIMES.map(([id]) =>
    median(results.map(({ audits }) => audits[id]?.numericValue ?? 0)),
  );
  console.log(
    formatRow(page.name, [
      ...scores.map(({ score, failed }) => `${score}${failed ? ' !' : ''}`),
      ...times.map((ms) => `${Math.round(ms)} ms`),
    ]),
  );
  for (const { category } of scores.filter(({ failed }) => failed)) {
    process.exitCode = 1;
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

/** The failed audits of a category, by lost points. */
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
  return name.padEnd(12) + cells.map((cell) => cell.padStart(15)).join('');
}

function readRuns(): number {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '1' } } });
  const count = Number(values.runs);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new Error('--runs must be a whole number from 1.');
}
