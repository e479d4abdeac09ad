import type { PlaywrightTestOptions } from '@playwright/test';
import { test } from './system.ts';

type Size = Pick<PlaywrightTestOptions, 'viewport' | 'isMobile' | 'hasTouch'>;

const sizes: Record<'desktop' | 'phone', Size> = {
  desktop: { viewport: { width: 1280, height: 800 }, isMobile: false, hasTouch: false },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

/** Declares the same journeys for a desktop and for a phone. */
export function onEachSize(declare: () => void): void {
  for (const size of ['desktop', 'phone'] as const) {
    test.describe(size, () => {
      test.use(sizes[size]);
      declare();
    });
  }
}
