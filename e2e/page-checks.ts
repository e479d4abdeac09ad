import { join } from 'node:path';
import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { root } from '../tools/scripts/programs.ts';
import { viewports } from './devices.ts';
import { expect } from './system.ts';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

/** JPEG takes half the time of PNG to write. */
const screenshotOptions = { type: 'jpeg', quality: 85 } as const;
const themes = ['light', 'dark'] as const;
/** The narrowest and the widest supported screens, and a laptop's. */
const OTHER_WIDTHS = [320, 1440, 3840];

/**
 * Checks a page at both sizes and in both themes: no axe violation, no horizontal overflow, no endless
 * animation under reduced motion. Screenshots go to test-results/pages.
 */
export async function checkPage(page: Page, name: string): Promise<void> {
  for (const [size, viewport] of Object.entries(viewports)) {
    await page.setViewportSize(viewport);
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await expect(page.locator('html')).toHaveClass(new RegExp(`\\b${theme}\\b`));
      // Only contrast depends on the theme.
      const rules = theme === 'light' ? undefined : ['color-contrast'];
      await checkCurrentView(page, `${name}-${size}-${theme}`, rules);
    }
    await expectNoHorizontalOverflow(page, name);
    expect.soft(await infiniteAnimations(page), `endless animations on ${name}`).toEqual([]);
  }
  for (const width of OTHER_WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await expectNoHorizontalOverflow(page, name);
  }
}

/**
 * Checks the page as it is now with axe and saves a screenshot.
 *
 * @param rules axe rules to run; all by default
 */
export async function checkCurrentView(
  page: Page,
  name: string,
  rules?: readonly string[],
): Promise<void> {
  await loadLazyImages(page);
  expect.soft(await axeViolations(page, rules), `axe on ${name}`).toEqual([]);
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: screenshotPath(name), ...screenshotOptions, fullPage: true });
}

/** The two buttons that end a dialog are in view in a low window, however long the dialog is. */
export async function expectDialogButtonsInView(page: Page): Promise<void> {
  const buttons = page.getByRole('dialog').getByRole('button');
  for (const { width } of Object.values(viewports)) {
    await page.setViewportSize({ width, height: 600 });
    for (const button of [buttons.nth(-2), buttons.nth(-1)]) {
      await expect.soft(button).toBeInViewport({ ratio: 1 });
    }
  }
}

/** Saves a screenshot in test-results/pages. */
export async function saveScreenshot(page: Page, name: string): Promise<void> {
  const isPhone = page.viewportSize()?.width === viewports.phone.width;
  const path = screenshotPath(`${name}-${isPhone ? 'phone' : 'desktop'}`);
  await page.screenshot({ path, ...screenshotOptions });
}

/** One line for each violated rule, with its elements. */
async function axeViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return await page.evaluate(
    async (rules) => {
      const { violations } = await window.axe.run({
        // Listing passed elements too would take half as long again.
        resultTypes: ['violations'],
        ...(rules && { runOnly: rules }),
      });
      return violations.map(
        ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`,
      );
    },
    rules && [...rules],
  );
}

async function infiniteAnimations(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations === Infinity)
      .map((animation) => (animation as CSSAnimation).animationName),
  );
}

/**
 * Neither the page nor a table in it is wider than its room. Polls, since charts and open menus follow a
 * new width a moment later.
 */
async function expectNoHorizontalOverflow(page: Page, name: string): Promise<void> {
  const overflow = () =>
    page.evaluate(() => {
      const tables = [...document.querySelectorAll('table')]
        .filter((table) => table.checkVisibility({ contentVisibilityAuto: true }))
        .map((table) => table.parentElement!);
      return Math.max(
        ...[document.documentElement, ...tables].map(
          ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
        ),
      );
    });
  const message = `pixels by which ${name} overflows a width of ${page.viewportSize()?.width}`;
  await expect.configure({ soft: true }).poll(overflow, { message }).toBeLessThanOrEqual(0);
}

/** Lazy images load only near the viewport, and a full-page screenshot does not scroll. */
async function loadLazyImages(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const images = [...document.images];
    for (const image of images) image.loading = 'eager';
    await Promise.all(images.map((image) => image.decode()));
  });
}

function screenshotPath(name: string): string {
  return join(root, 'test-results', 'pages', `${name.replaceAll(' ', '-')}.jpg`);
}
