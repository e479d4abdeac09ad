import type { PaymentError } from '../objects/payment-intent.ts';

export interface Card {
  /** Digits only. */
  number: string;
  expMonth: number;
  expYear: number;
}

export const successCard = '4242424242424242';

/** The cards that the hosted page offers, with their outcome. */
export const testCards: { number: string; label: string }[] = [
  { number: successCard, label: 'Succeeds' },
  { number: '4000000000000002', label: 'Declined' },
  { number: '4000000000009995', label: 'Insufficient funds' },
];

/** Why a card is declined, or null. Numbers other than Stripe's test cards are always declined. */
export function cardError(card: Card, declineAll: boolean): PaymentError | null {
  if (declineAll || card.number === '4000000000000002') {
    return declined('generic_decline', 'Your card was declined. Try another card.');
  }
  if (card.number === '4000000000009995') {
    return declined('insufficient_funds', 'Your card has insufficient funds. Try another card.');
  }
  if (!successCards.has(card.number)) {
    return declined(
      'test_mode_live_card',
      'Your card was declined: this is a sandbox, and only test cards work here. Use 4242 4242 4242 4242.',
    );
  }
  return null;
}

/** The Luhn check digit of card numbers (ISO/IEC 7812-1, annex B). */
export function hasCheckDigit(number: string): boolean {
  const sum = Array.from(number)
    .toReversed()
    .reduce((total, digit, position) => {
      const value = Number(digit) * (position % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}

const successCards = new Set([successCard, '5555555555554444', '378282246310005']);

function declined(reason: string, message: string): PaymentError {
  return { type: 'card_error', code: 'card_declined', decline_code: reason, message };
}
