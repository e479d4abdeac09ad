import { expect, test } from 'vitest';
import {
  selectInitialVariant,
  keepsOtherOptions,
  optionGroups,
  selectVariantWithOption,
} from './variants.ts';

const variant = (size: string, colour: string, available: number) => ({
  skuId: `${size}-${colour}`,
  options: { Size: size, Colour: colour },
  available,
  locked: 0,
});
const smallWhite = variant('S', 'White', 0);
const smallMoss = variant('S', 'Moss', 2);
const largeWhite = variant('L', 'White', 5);
const variants = [smallWhite, smallMoss, largeWhite];

test('options are collected from the variants', () => {
  expect(optionGroups(variants)).toEqual([
    { name: 'Size', values: ['S', 'L'] },
    { name: 'Colour', values: ['White', 'Moss'] },
  ]);
});

test('the requested variant is shown first, else an available one', () => {
  expect(selectInitialVariant(variants, 'S-White')).toBe(smallWhite);
  expect(selectInitialVariant(variants, undefined)).toBe(smallMoss);
  expect(selectInitialVariant([smallWhite], 'gone')).toBe(smallWhite);
  expect(selectInitialVariant([], undefined)).toBeUndefined();
});

test('changing one option keeps the others where that combination exists', () => {
  expect(selectVariantWithOption(variants, smallMoss, 'Colour', 'White')).toBe(smallWhite);
  expect(selectVariantWithOption(variants, smallMoss, 'Size', 'L')).toBe(largeWhite);
  expect(keepsOtherOptions(smallMoss, smallWhite, 'Colour')).toBe(true);
  expect(keepsOtherOptions(smallMoss, largeWhite, 'Size')).toBe(false);
});
