import { describe, expect, test } from 'vitest';
import type { HoldLimits } from '../platform/deps.ts';
import { HoldLimitError, Holdings, type Subjects } from './hold-limits.ts';

const unlimited: HoldLimits = {
  openOrdersMax: Infinity,
  unitsPerSkuMax: Infinity,
  unitsMax: Infinity,
};
const subjects: Subjects = { buyer: 'b1', email: 'a@example.com', network: '203.0.113.7' };
const units = (quantity: number, skuId = 'sku') => ({ skuId, quantity });

function refusalOf(
  holdings: Holdings,
  who: Subjects,
  lines: { skuId: string; quantity: number }[],
) {
  try {
    holdings.assertWithinLimits(who, lines);
    return null;
  } catch (error) {
    if (!(error instanceof HoldLimitError)) throw error;
    return { ...error.details, by: error.subject.kind };
  }
}

describe.each([
  { kind: 'buyer', scope: 'customer' },
  { kind: 'email', scope: 'customer' },
  { kind: 'network', scope: 'network' },
] as const)('the unpaid orders of one $kind', ({ kind, scope }) => {
  /** Another customer in another network, who shares only this subject. */
  const other: Subjects = {
    buyer: 'b2',
    email: 'b@example.com',
    network: '198.51.100.1',
    [kind]: subjects[kind],
  };
  const holding = (limits: Partial<HoldLimits>, lines: { skuId: string; quantity: number }[]) => {
    const rules = { customer: unlimited, network: unlimited };
    const holdings = new Holdings({ ...rules, [scope]: { ...unlimited, ...limits } });
    for (const key of Object.values(subjects)) holdings.add(key, lines);
    return holdings;
  };

  test('are counted', () => {
    const holdings = holding({ openOrdersMax: 2 }, [units(1), units(1, 'other')]);
    expect(refusalOf(holdings, other, [units(1)])).toBeNull();
    holdings.add(other[kind], [units(1)]);
    expect(refusalOf(holdings, other, [units(1)])).toEqual({
      code: 'TOO_MANY_OPEN_ORDERS',
      by: kind,
      scope,
      limit: 2,
    });
  });

  test('hold at most so many units of a SKU', () => {
    const holdings = holding({ unitsPerSkuMax: 10 }, [units(8), units(99, 'other')]);
    expect(refusalOf(holdings, other, [units(2)])).toBeNull();
    expect(refusalOf(holdings, other, [units(1, 'third'), units(3)])).toEqual({
      code: 'TOO_MANY_UNITS_HELD',
      by: kind,
      scope,
      skuId: 'sku',
      limit: 10,
    });
  });

  test('hold at most so many units of all SKUs together', () => {
    const holdings = holding({ unitsMax: 10 }, [units(4), units(4, 'other')]);
    expect(refusalOf(holdings, other, [units(1), units(1, 'third')])).toBeNull();
    expect(refusalOf(holdings, other, [units(2), units(1, 'third')])).toEqual({
      code: 'TOO_MANY_UNITS_HELD',
      by: kind,
      scope,
      skuId: null,
      limit: 10,
    });
  });

  test('do not count against others', () => {
    const holdings = holding({ openOrdersMax: 1, unitsPerSkuMax: 1, unitsMax: 1 }, [units(1)]);
    const stranger = { buyer: 'b3', email: 'c@example.com', network: '192.0.2.1' };
    expect(refusalOf(holdings, stranger, [units(1)])).toBeNull();
  });
});

test('one order alone can exceed a limit of units', () => {
  const rules = { customer: { ...unlimited, unitsPerSkuMax: 10 }, network: unlimited };
  expect(refusalOf(new Holdings(rules), subjects, [units(11)])).toMatchObject({ limit: 10 });
});
