import type { Metadata } from '../objects/metadata.ts';
import { invalidRequest } from '../rules/stripe-error.ts';

/** A decoded form: `a[b][0]=c` is `{a: {b: {0: 'c'}}}`. Lists stay objects keyed by position. */
export interface Form {
  [key: string]: string | Form;
}

const maxDepth = 8;

/** Decodes Stripe's form encoding with brackets. @throws StripeError for contradicting keys */
export function decodeForm(encoded: string): Form {
  const form = emptyForm();
  for (const [key, value] of new URLSearchParams(encoded)) setValue(form, pathOf(key), value, key);
  return form;
}

/** The text at a key, or null when it is absent or empty. @throws StripeError for a nested value. */
export function textOf(form: Form, key: string, path = key): string | null {
  const value = form[key];
  if (value === undefined || value === '') return null;
  if (typeof value !== 'string') throw invalidRequest(`Invalid string: ${path}`, path);
  return value;
}

/** The nested form at a key, or null when absent. @throws StripeError for a plain text. */
export function formOf(form: Form, key: string, path = key): Form | null {
  const value = form[key];
  if (value === undefined || value === '') return null;
  if (typeof value === 'string') throw invalidRequest(`Invalid object: ${path}`, path);
  return value;
}

/** A whole number at a key, or null when absent. @throws StripeError for anything else. */
export function integerOf(form: Form, key: string, path = key): number | null {
  const text = textOf(form, key, path);
  if (text === null) return null;
  if (!/^-?\d{1,15}$/.test(text)) {
    throw invalidRequest(`Invalid integer: ${text}`, path, 'parameter_invalid_integer');
  }
  return Number(text);
}

/** The items of a list, in order of their positions; empty when absent. */
export function listOf(form: Form, key: string): (string | Form)[] {
  const list = formOf(form, key);
  return list ? Object.values(list) : [];
}

const metadataLimits = { keys: 50, keyLength: 40, valueLength: 500 };

/** Reads metadata within Stripe's limits; empty values are skipped. */
export function metadataOf(form: Form, path = 'metadata'): Metadata {
  const given = formOf(form, 'metadata', path);
  const metadata: Metadata = {};
  for (const key of Object.keys(given ?? {})) {
    const value = given && textOf(given, key, `${path}[${key}]`);
    if (value === null) continue;
    if (key.length > metadataLimits.keyLength) {
      throw invalidRequest(
        `Metadata keys can have up to ${metadataLimits.keyLength} characters; "${key}" has ${key.length}.`,
        path,
      );
    }
    if (value.length > metadataLimits.valueLength) {
      throw invalidRequest(
        `Metadata values can have up to ${metadataLimits.valueLength} characters; the value of "${key}" has ${value.length}.`,
        path,
      );
    }
    metadata[key] = value;
  }
  if (Object.keys(metadata).length > metadataLimits.keys) {
    throw invalidRequest(`You can have up to ${metadataLimits.keys} metadata keys.`, path);
  }
  return metadata;
}

/** @throws StripeError when the form has another key. */
export function assertKnown(form: Form, known: ReadonlySet<string>, within = ''): void {
  for (const key of Object.keys(form)) {
    if (known.has(key)) continue;
    const path = within ? `${within}[${key}]` : key;
    throw invalidRequest(`Received unknown parameter: ${path}`, path, 'parameter_unknown');
  }
}

// Without a prototype, __proto__ is an ordinary key.
function emptyForm(): Form {
  return Object.create(null) as Form;
}

function pathOf(key: string): string[] {
  const [head = '', ...rest] = key.split('[');
  return [head, ...rest.map((part) => part.replace(/\]$/, ''))];
}

function setValue(form: Form, path: string[], value: string, key: string): void {
  if (path.length > maxDepth)
    throw invalidRequest(`Invalid parameter: ${key} is nested too deeply`, key);
  let place = form;
  for (const [depth, part] of path.entries()) {
    const name = part === '' ? String(Object.keys(place).length) : part;
    if (depth === path.length - 1) {
      if (typeof place[name] === 'object') throw invalidRequest(`Invalid parameter: ${key}`, key);
      place[name] = value;
      return;
    }
    const next = (place[name] ??= emptyForm());
    if (typeof next === 'string') throw invalidRequest(`Invalid parameter: ${key}`, key);
    place = next;
  }
}
