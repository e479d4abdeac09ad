import type { Session } from '../objects/session.ts';
import type { Card } from '../rules/test-cards.ts';
import { hasCheckDigit } from '../rules/test-cards.ts';

/** The form's fields as entered. */
export interface PayFields {
  method: 'card' | 'bank';
  email: string;
  number: string;
  expiry: string;
  cvc: string;
  name: string;
}

/** Error messages by field; `form` is about the whole payment. */
export type FormErrors = Partial<Record<keyof PayFields | 'form', string>>;

/** The initial form, with a test card. */
export function initialFields(session: Session, cardNumber: string): PayFields {
  return {
    method: 'card',
    email: session.customer_email ?? '',
    number: cardNumber,
    expiry: '12/34',
    cvc: '123',
    name: 'Test Shopper',
  };
}

export function readFields(body: string): PayFields {
  const params = new URLSearchParams(body);
  const text = (name: string): string => (params.get(name) ?? '').trim().slice(0, 200);
  return {
    method: text('method') === 'bank' ? 'bank' : 'card',
    email: text('email'),
    number: text('number'),
    expiry: text('expiry'),
    cvc: text('cvc'),
    name: text('name'),
  };
}

/** Reads the card, or returns error messages. `now` in milliseconds. */
export function readCard(fields: PayFields, now: number): { card?: Card; errors?: FormErrors } {
  const errors: FormErrors = {};
  const number = fields.number.replace(/[\s-]/g, '');
  if (!/^\d{13,19}$/.test(number) || !hasCheckDigit(number)) {
    errors.number = 'This is not a card number. Use a test card, such as 4242 4242 4242 4242.';
  }
  const [, month, year] = /^(\d{1,2})\s*\/\s*(?:20)?(\d{2})$/.exec(fields.expiry) ?? [];
  const expMonth = Number(month);
  const expYear = 2000 + Number(year);
  if (!month || !year || expMonth < 1 || expMonth > 12) {
    errors.expiry = 'Write month and year as MM/YY, such as 12/34.';
  } else if (Date.UTC(expYear, expMonth) <= now) {
    errors.expiry = 'This date has passed. Write one in the future, such as 12/34.';
  }
  if (!/^\d{3,4}$/.test(fields.cvc)) {
    errors.cvc = 'Write the three or four digits on the card, such as 123.';
  }
  return Object.keys(errors).length > 0 ? { errors } : { card: { number, expMonth, expYear } };
}

export function emailError(email: string): FormErrors {
  if (email === '' || /^[^@\s]+@[^@\s]+$/.test(email)) return {};
  return { email: 'This is not an e-mail address. Write one such as name@example.com.' };
}
