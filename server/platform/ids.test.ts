import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { orderIdRange, orderNumber, idTimestampMs } from './ids.ts';

describe('order numbers', () => {
  const orderId = '019a7f3c-5b21-7abc-9def-0123456789ab';

  test('are derived from the id alone', () => {
    expect(orderNumber(orderId)).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
    expect(orderNumber(orderId)).toBe(orderNumber(orderId.toLowerCase()));
  });

  test('give a range of ids that contains the order', () => {
    for (let n = 0; n < 200; n++) {
      const id = v7();
      const range = orderIdRange(orderNumber(id))!;
      expect(range.from <= id && id <= range.to).toBe(true);
    }
  });

  test('of orders that differ only in late random bits differ', () => {
    expect(orderNumber('019a7f3c-5b21-7abc-9def-0223456789ab')).not.toBe(orderNumber(orderId));
  });

  test('are found by the twelve characters that older ones had', () => {
    const range = orderIdRange(orderNumber(orderId).slice(0, 14))!;
    expect(range.from <= orderId && orderId <= range.to).toBe(true);
  });

  test('match by prefix, and a longer prefix matches a shorter range', () => {
    const number = orderNumber(orderId);
    for (const characters of [4, 7, 9, 13]) {
      const range = orderIdRange(number.slice(0, characters))!;
      expect(range.from <= orderId && orderId <= range.to).toBe(true);
    }
    const anHourLater = v7({ msecs: idTimestampMs(orderId) + 75 * 60_000 });
    expect(orderIdRange(number.slice(0, 4))!.to < anHourLater).toBe(true);
  });

  test('are accepted in lower case, without dashes and with confusable characters', () => {
    const number = orderNumber(orderId);
    const typed = number
      .toLowerCase()
      .replaceAll('-', ' ')
      .replaceAll('0', 'o')
      .replaceAll('1', 'l');
    expect(orderIdRange(typed)).toEqual(orderIdRange(number));
  });

  test.each(['', 'someone@example.com', '0R3', '0R3K-7QFA-93WX-5T2N-0', 'UUUU-UUUU-UUUU'])(
    '%j is no order number',
    (text) => expect(orderIdRange(text)).toBeNull(),
  );

  test('a UUIDv7 contains its timestamp', () => {
    expect(idTimestampMs(v7({ msecs: 1_764_000_000_123 }))).toBe(1_764_000_000_123);
  });
});
