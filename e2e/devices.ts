import type { PlaywrightTestOptions } from '@playwright/test';
import { test } from './system.ts';

type DeviceOptions = Pick<PlaywrightTestOptions, 'viewport' | 'isMobile' | 'hasTouch'>;

export const viewports = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
};

const deviceOptions: Record<keyof typeof viewports, DeviceOptions> = {
  desktop: { viewport: viewports.desktop, isMobile: false, hasTouch: false },
  phone: { viewport: viewports.phone, isMobile: true, hasTouch: true },
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
