import type { Metadata } from '../objects/list.ts';
import { invalidRequest } from '../stripe-error.ts';
import type { Form } from './form.ts';
import { formOf, textOf } from './form.ts';

const limits = { keys: 50, keyLength: 40, valueLength: 500 };

/** Reads metadata under Stripe's limits. An empty value is no entry. */
export function metadataOf(form: Form, path = 'metadata'): Metadata {
  const given = formOf(form, 'metadata', path);
  const metadata: Metadata = {};
  for (const key of Object.keys(given ?? {})) {
    const value = given && textOf(given, key, `${path}[${key}]`);
    if (value === null) continue;
    if (key.length > limits.keyLength) {
      throw invalidRequest(
        `Metadata keys can have up to ${limits.keyLength} characters; "${key}" has ${key.length}.`,
        path,
      );
    }
    if (value.length > limits.valueLength) {
      throw invalidRequest(
        `Metadata values can have up to ${limits.valueLength} characters; the value of "${key}" has ${value.length}.`,
        path,
      );
    }
    metadata[key] = value;
  }
  if (Object.keys(metadata).length > limits.keys) {
    throw invalidRequest(`You can have up to ${limits.keys} metadata keys.`, path);
  }
  return metadata;
}
