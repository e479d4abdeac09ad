import { expect, test } from 'vitest';
import { z } from 'zod';
import { placeOrderInputSchema } from '../shared/order-schema.ts';
import { appRouter } from './router.ts';

const ALLOWED = [
  // Passwords are hashed as they are typed; nobody ever reads them.
  'accounts.verify.password',
  'accounts.changePassword.currentPassword',
  'accounts.changePassword.newPassword',
  'accounts.setPassword.password',
];

const FILES = [
  'admin.products.uploadPicture',
  'admin.products.import',
  'admin.products.previewImport',
];

const BAD_TEXTS = {
  'an invisible text': '\u200b\u3164',
  'a bidi override': 'a\u202eb',
  'a control character': 'a\u001bb',
  NUL: 'a\0b',
};

/** The schemas of all texts inside a schema, by their path. */
function findTexts(schema: z.core.$ZodType, path: string): [string, z.ZodString][] {
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) {
    return [[path, schema as z.ZodString]];
  }
  const def = { ...schema._zod.def } as Record<string, unknown>;
  const children: [string, unknown][] = [];
  if (schema instanceof z.ZodObject) children.push(...Object.entries(schema.shape));
  for (const [name, value] of Object.entries(def)) {
    // A pipe's first schema may be any text, when its second is stricter.
    if (schema instanceof z.ZodPipe && name === 'in' && def['out'] instanceof z.ZodType) continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child instanceof z.ZodType) children.push([name, child]);
    }
  }
  return children.flatMap(([name, child]) =>
    findTexts(child as z.core.$ZodType, `${path}.${name}`),
  );
}

function textsOfAllInputs(): [string, z.ZodString][] {
  const procedures = appRouter._def.procedures as unknown as Record<
    string,
    { _def: { inputs: unknown[] } }
  >;
  return Object.entries(procedures).flatMap(([path, { _def }]) =>
    _def.inputs.flatMap((input) => {
      // Parsed by a function of its own; see orders-router.ts.
      const schema = path === 'orders.place' ? placeOrderInputSchema : input;
      if (schema instanceof z.ZodType) return findTexts(schema, path);
      // A file: its bytes are decoded as a picture, or its cells parsed by the schemas of their columns.
      expect(FILES).toContain(path);
      return [];
    }),
  );
}

test('no text of any procedure’s input may be invisible or hold controls or bidi overrides', () => {
  const texts = textsOfAllInputs();
  const paths = texts.map(([path]) => path);
  for (const known of ['orders.place.shippingAddress.name', 'admin.orders.refund.note']) {
    expect(paths.some((path) => path.startsWith(known))).toBe(true);
  }
  const accepted = texts.flatMap(([path, schema]) =>
    Object.entries(BAD_TEXTS)
      .filter(([, text]) => schema.safeParse(text).success)
      .map(([what]) => `${path} accepts ${what}`),
  );
  expect(accepted.filter((line) => !ALLOWED.some((path) => line.startsWith(path)))).toEqual([]);
});
