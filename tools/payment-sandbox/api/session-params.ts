import type { Shipping } from '../objects/payment-intent.ts';
import type { LineItem } from '../objects/line-item.ts';
import { isKnownCurrency } from '../rules/currencies.ts';
import type { CreateSessionInput } from '../rules/sessions.ts';
import { invalidRequest } from '../rules/stripe-error.ts';
import type { Form } from './form.ts';
import { assertKnown, formOf, integerOf, listOf, metadataOf, textOf } from './form.ts';

/** Reads the parameters of a new session. @throws StripeError that names an invalid parameter */
export function parseSessionParams(form: Form): CreateSessionInput {
  assertKnown(form, sessionParams);
  const mode = required(form, 'mode');
  if (mode !== 'payment') {
    throw invalidRequest(`Invalid mode: this sandbox only knows "payment", not "${mode}"`, 'mode');
  }
  const intentData = formOf(form, 'payment_intent_data');
  if (intentData) assertKnown(intentData, intentParams, 'payment_intent_data');
  return {
    cancelUrl: urlOf(form, 'cancel_url'),
    clientReferenceId: boundedText(form, 'client_reference_id', 200),
    customerEmail: emailOf(form),
    lines: linesOf(form),
    metadata: metadataOf(form),
    paymentIntentData: {
      metadata: intentData ? metadataOf(intentData, 'payment_intent_data[metadata]') : {},
      shipping: intentData ? shippingOf(intentData) : null,
    },
    successUrl: urlOf(form, 'success_url') ?? required(form, 'success_url'),
  };
}

/** As Stripe has it: a name, and an address of which no part but the first line is required. */
function shippingOf(intentData: Form): Shipping | null {
  const path = 'payment_intent_data[shipping]';
  const shipping = formOf(intentData, 'shipping', path);
  if (!shipping) return null;
  assertKnown(shipping, shippingParams, path);
  const address = formOf(shipping, 'address', `${path}[address]`);
  if (!address) throw missing(`${path}[address]`);
  assertKnown(address, addressParams, `${path}[address]`);
  const part = (key: string) => textOf(address, key, `${path}[address][${key}]`);
  const country = part('country');
  if (country !== null && !/^[A-Z]{2}$/.test(country)) {
    throw invalidRequest(`Country '${country}' is unknown.`, `${path}[address][country]`);
  }
  return {
    name: required(shipping, 'name', `${path}[name]`),
    phone: textOf(shipping, 'phone', `${path}[phone]`),
    address: {
      city: part('city'),
      country,
      line1: required(address, 'line1', `${path}[address][line1]`),
      line2: part('line2'),
      postal_code: part('postal_code'),
      state: part('state'),
    },
  };
}

function linesOf(form: Form): CreateSessionInput['lines'] {
  const [first, ...rest] = listOf(form, 'line_items').map(lineOf);
  if (!first) throw missing('line_items');
  if (rest.length >= 100) {
    throw invalidRequest('You can have up to 100 line items.', 'line_items');
  }
  if (rest.some((line) => line.currency !== first.currency)) {
    throw invalidRequest('All line items must have the same currency.', 'line_items');
  }
  return [first, ...rest];
}

function lineOf(item: string | Form, position: number): LineItem {
  const path = `line_items[${position}]`;
  if (typeof item === 'string') throw invalidRequest(`Invalid object: ${path}`, path);
  assertKnown(item, lineParams, path);
  const price = formOf(item, 'price_data', `${path}[price_data]`);
  if (!price) {
    throw invalidRequest(`${path} needs price_data; this sandbox stores no prices.`, path);
  }
  const product = formOf(price, 'product_data', `${path}[price_data][product_data]`);
  if (!product) throw missing(`${path}[price_data][product_data]`);
  return {
    currency: currencyOf(price, `${path}[price_data]`),
    name: required(product, 'name', `${path}[price_data][product_data][name]`),
    quantity: atLeast(1, item, 'quantity', `${path}[quantity]`),
    unitAmount: atLeast(0, price, 'unit_amount', `${path}[price_data][unit_amount]`),
  };
}

function currencyOf(price: Form, path: string): string {
  const currency = required(price, 'currency', `${path}[currency]`).toLowerCase();
  if (!isKnownCurrency(currency)) {
    throw invalidRequest(`Invalid currency: ${currency}`, `${path}[currency]`);
  }
  return currency;
}

function atLeast(least: number, form: Form, key: string, path: string): number {
  const value = integerOf(form, key, path);
  if (value === null) throw missing(path);
  if (value < least) {
    throw invalidRequest(
      `This value must be greater than or equal to ${least}.`,
      path,
      'parameter_invalid_integer',
    );
  }
  return value;
}

function urlOf(form: Form, key: string): string | null {
  const value = textOf(form, key);
  if (value === null) return null;
  const { protocol } = URL.parse(value) ?? {};
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw invalidRequest('Not a valid URL', key, 'url_invalid');
  }
  return value;
}

function emailOf(form: Form): string | null {
  const email = boundedText(form, 'customer_email', 800);
  if (email !== null && !/^[^@\s]+@[^@\s]+$/.test(email)) {
    throw invalidRequest(`Invalid email address: ${email}`, 'customer_email', 'email_invalid');
  }
  return email;
}

function boundedText(form: Form, key: string, lengthMax: number): string | null {
  const text = textOf(form, key);
  if (text !== null && text.length > lengthMax) {
    throw invalidRequest(`Invalid string: ${key} must be at most ${lengthMax} characters`, key);
  }
  return text;
}

function required(form: Form, key: string, path = key): string {
  const value = textOf(form, key, path);
  if (value === null) throw missing(path);
  return value;
}

function missing(path: string) {
  return invalidRequest(`Missing required param: ${path}.`, path, 'parameter_missing');
}

// What Stripe also takes and this sandbox would ignore is rejected, so that nobody relies on it.
const sessionParams = new Set([
  'cancel_url',
  'client_reference_id',
  'customer_email',
  'expand',
  'line_items',
  'metadata',
  'mode',
  'payment_intent_data',
  'success_url',
]);

const intentParams = new Set(['metadata', 'shipping']);
const shippingParams = new Set(['address', 'name', 'phone']);
const addressParams = new Set(['city', 'country', 'line1', 'line2', 'postal_code', 'state']);

const lineParams = new Set(['price_data', 'quantity']);
