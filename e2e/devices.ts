import type { PlaywrightTestOptions } from '@playwright/test';
import { test } from './system.ts';

type DeviceOptions = Pick<PlaywrightTestOptions, 'viewport' | 'isMobile' | 'hasTouch'>;

const deviceOptions: Record<'desktop' | 'phone', DeviceOptions> = {
  desktop: { viewport: { width: 1280, height: 800 }, isMobile: false, hasTouch: false },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

/** Declares the same tests for desktop and phone. */
export function onEachDevice(declare: () => void): void {
  for (const size of ['desktop', 'phone'] as const) {
    test.describe(size, () => {
      test.use(deviceOptions[size]);
      declare();
    });
  }
}
