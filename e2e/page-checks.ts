import { join } from 'node:path';
import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { root } from '../tools/scripts/programs.ts';
import { expect } from './system.ts';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
/** Pictures are many; these take half the time to write. */
const screenshotOptions = { type: 'jpeg', quality: 85 } as const;
const themes = ['light', 'dark'] as const;
/** The narrowest and the widest screens that pages are made for. */
const EXTREME_WIDTHS = [320, 3840];

/**
 * Looks at what a page shows, at both sizes and in both themes: axe finds nothing, nothing sticks out
 * at the side or moves for ever, since less motion is asked for, and a picture of it is kept in
 * test-results/pages.
 */
export async function checkPage(page: Page, name: string): Promise<void> {
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await expect(page.locator('html')).toHaveClass(new RegExp(`\\b${theme}\\b`));
      // Of what axe looks for, only the contrast depends on the theme.
      const rules = theme === 'light' ? undefined : ['color-contrast'];
      await checkCurrentView(page, `${name}-${size}-${theme}`, rules);
    }
    await expectNoHorizontalOverflow(page, name);
    expect.soft(await infiniteAnimations(page), `what moves for ever on ${name}`).toEqual([]);
  }
  for (const width of EXTREME_WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await expectNoHorizontalOverflow(page, name);
  }
}

/**
 * Looks at what a page shows now: axe finds nothing, by all of its rules unless some are named, and a
 * picture of it is kept in test-results/pages.
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

/** Keeps a picture of where a journey has come to in test-results/pages. */
export async function saveScreenshot(page: Page, name: string): Promise<void> {
  const isPhone = page.viewportSize()?.width === sizes.phone.width;
  const path = screenshotPath(`${name}-${isPhone ? 'phone' : 'desktop'}`);
  await page.screenshot({ path, ...screenshotOptions });
}

/** One line for each rule that is broken, with the elements that break it. */
async function axeViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return await page.evaluate(
    async (rules) => {
      const { violations } = await window.axe.run({
        // Of what is in order it need not tell each element, which takes a third of the time.
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

/** Charts and open menus follow a new width of the screen a moment later, so it is asked until it fits. */
async function expectNoHorizontalOverflow(page: Page, name: string): Promise<void> {
  const overflow = () =>
    page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
  const message = `${name} fits the width of the screen, or sticks out by so many pixels`;
  await expect.configure({ soft: true }).poll(overflow, { message }).toBeLessThanOrEqual(0);
}

/** Pictures below the fold are fetched when somebody comes near them, which nobody does here. */
async function loadLazyImages(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const pictures = [...document.images];
    for (const picture of pictures) picture.loading = 'eager';
    await Promise.all(pictures.map((picture) => picture.decode()));
  });
}

function screenshotPath(name: string): string {
  return join(root, 'test-results', 'pages', `${name.replaceAll(' ', '-')}.jpg`);
}
