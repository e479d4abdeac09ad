import sharp from 'sharp';
import { v4, v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orderKey, returnProof } from '../platform/order-key.ts';
import {
  callMutation,
  callQuery,
  subscribe,
  type CallOptions,
  type TrpcAnswer,
} from '../testing/call-trpc.ts';
import { exportCsv } from '../testing/csv-file.ts';
import { signInEachRole } from '../testing/sign-in-staff.ts';
import { openTestShop, PRICE_CENTS, shippingAddress, type TestShop } from '../testing/test-shop.ts';
import { appRouter } from './router.ts';

const CALLERS = ['anonymous', 'owner', 'other shopper', 'key holder', 'viewer', 'admin'] as const;
type Caller = (typeof CALLERS)[number];

/** For each kind of access, who is refused, and with which code. */
const ACCESS = {
  public: {},
  buyer: { anonymous: 'NO_BUYER', viewer: 'NO_BUYER', admin: 'NO_BUYER' },
  order: {
    anonymous: 'NOT_FOUND',
    'other shopper': 'NOT_FOUND',
    viewer: 'NOT_FOUND',
    admin: 'NOT_FOUND',
  },
  buyerOfOrder: {
    anonymous: 'NOT_FOUND',
    'other shopper': 'NOT_FOUND',
    'key holder': 'NOT_FOUND',
    viewer: 'NOT_FOUND',
    admin: 'NOT_FOUND',
  },
  staff: {
    anonymous: 'SIGN_IN_REQUIRED',
    owner: 'SIGN_IN_REQUIRED',
    'other shopper': 'SIGN_IN_REQUIRED',
    'key holder': 'SIGN_IN_REQUIRED',
  },
  admin: {
    anonymous: 'SIGN_IN_REQUIRED',
    owner: 'SIGN_IN_REQUIRED',
    'other shopper': 'SIGN_IN_REQUIRED',
    'key holder': 'SIGN_IN_REQUIRED',
    viewer: 'FORBIDDEN',
  },
} satisfies Record<string, Partial<Record<Caller, string>>>;

interface Row {
  access: keyof typeof ACCESS;
  input?(order: PlacedOrder): object;
  body?: () => Promise<BodyInit>;
  /** The error code of a permitted call, where the order has nothing to do it with. */
  ends?: string;
}

interface PlacedOrder {
  orderId: string;
  skuId: string;
  /** Of its link. */
  key: string;
  /** Of its return address. */
  proof: string;
}

const byOrder = ({ orderId }: PlacedOrder) => ({ orderId });
const none = () => ({});
const customerInput = () => ({ customerEmail: 'nobody@customer.example' });

/** Every procedure, who may call it, and a valid input. A new procedure needs a row here. */
const PROCEDURES: Record<string, Row> = {
  'catalog.list': { access: 'public', input: none },
  'catalog.categories': { access: 'public', input: none },
  'catalog.product': { access: 'public', input: () => ({ slug: productSlug }) },
  'catalog.skus': { access: 'public', input: ({ skuId }) => ({ skuIds: [skuId] }) },
  'accounts.me': { access: 'public' },
  'accounts.sessions': { access: 'staff' },
  'accounts.verify': { access: 'staff', input: () => ({ password: 'x' }), ends: 'WRONG_PASSWORD' },
  'accounts.changePassword': {
    access: 'staff',
    input: () => ({ currentPassword: 'x', newPassword: 'x' }),
    ends: 'WRONG_PASSWORD',
  },
  'accounts.endSessions': { access: 'staff', input: () => ({ sessionId: 'unknown' }) },
  'accounts.passkeys': { access: 'staff' },
  'accounts.removePasskey': {
    access: 'staff',
    input: () => ({ passkeyId: 'unknown' }),
    ends: 'NOT_FOUND',
  },
  'accounts.setPassword': {
    access: 'public',
    input: () => ({ token: 'unknown', password: 'x' }),
    ends: 'NOT_FOUND',
  },

  'orders.place': { access: 'buyer', input: ({ skuId }) => placeInput(skuId) },
  'orders.addressForm': { access: 'public', input: () => ({ country: 'HK' }) },
  // Lists the caller's own orders, which an anonymous caller has none of.
  'orders.list': { access: 'public', input: none },
  'orders.get': { access: 'order', input: byOrder },
  'orders.checkPayment': { access: 'order', input: byOrder },
  'orders.confirmation': { access: 'public', input: ({ orderId, proof }) => ({ orderId, proof }) },
  'orders.requestPayment': { access: 'order', input: byOrder },
  'orders.cancel': { access: 'order', input: byOrder },
  'orders.openLink': { access: 'public', input: ({ orderId, key }) => ({ orderId, key }) },
  'orders.replaceLink': { access: 'buyerOfOrder', input: byOrder },
  'orders.changes': { access: 'order', input: byOrder },

  'admin.overview': { access: 'staff' },
  'admin.changes': { access: 'staff' },
  'admin.actions.list': { access: 'staff', input: none },
  'admin.customers.export': { access: 'admin', input: customerInput },
  'admin.customers.erase': { access: 'admin', input: customerInput, ends: 'NOT_FOUND' },
  'admin.locks.list': { access: 'staff', input: none },
  'admin.locks.bySku': { access: 'staff', input: none },
  'admin.locks.summary': { access: 'staff' },
  'admin.locks.recover': { access: 'admin', input: byOrder },
  'admin.limits.refusals': { access: 'staff', input: none },
  'admin.limits.exempt': {
    access: 'admin',
    input: () => ({ refusalId: v7(), hours: 1 }),
    ends: 'NOT_FOUND',
  },
  'admin.orders.list': { access: 'staff', input: none },
  'admin.orders.get': { access: 'staff', input: byOrder },
  'admin.orders.replaceLink': { access: 'admin', input: byOrder },
  'admin.orders.cancel': { access: 'admin', input: byOrder },
  'admin.orders.refund': { access: 'admin', input: byOrder, ends: 'NOT_FOUND' },
  'admin.payments.events': { access: 'staff', input: none },
  'admin.payments.received': { access: 'staff', input: none },
  'admin.payments.refunds': { access: 'staff', input: none },
  'admin.payments.attention': { access: 'staff' },
  'admin.payments.reconciliations': { access: 'staff', input: none },
  'admin.payments.replayEvent': {
    access: 'admin',
    input: () => ({ eventId: 'evt_unknown' }),
    ends: 'NOT_FOUND',
  },
  'admin.payments.lookUp': { access: 'admin', input: byOrder },
  'admin.payments.confirmNotPaid': { access: 'admin', input: byOrder },
  'admin.payments.resolveHeld': { access: 'admin', input: byOrder, ends: 'NOT_FOUND' },
  'admin.payments.resolveRefund': {
    access: 'admin',
    input: ({ orderId }) => ({ orderId, refundId: v7(), resolution: 'retried' }),
    ends: 'CONFLICT',
  },
  'admin.products.list': { access: 'staff', input: none },
  'admin.products.get': { access: 'staff', input: () => ({ productId: productSlug }) },
  'admin.products.choices': { access: 'staff' },
  'admin.products.save': { access: 'admin', input: productInput },
  'admin.products.uploadPicture': { access: 'admin', body: onePixel },
  'admin.products.previewImport': { access: 'staff', body: () => Promise.resolve(csv) },
  'admin.products.import': { access: 'admin', body: () => Promise.resolve(csv) },
  'admin.queues.list': { access: 'staff' },
  'admin.queues.history': { access: 'staff', input: () => ({ queue: 'sweep' }) },
  'admin.queues.jobs': { access: 'staff', input: none },
  'admin.queues.deadLetters': { access: 'staff', input: none },
  'admin.queues.redrive': { access: 'admin', input: none },
  'admin.staff.list': { access: 'staff' },
  'admin.staff.invite': {
    access: 'admin',
    input: () => ({ email: `${v7()}@shop.example`, name: 'Ada', role: 'viewer' }),
  },
  'admin.staff.change': {
    access: 'admin',
    input: () => ({ userId: 'unknown', active: true }),
    ends: 'NOT_FOUND',
  },
  'admin.staff.resetPassword': {
    access: 'admin',
    input: () => ({ userId: 'unknown' }),
    ends: 'NOT_FOUND',
  },
  'admin.staff.signOut': {
    access: 'admin',
    input: () => ({ userId: 'unknown' }),
    ends: 'NOT_FOUND',
  },
  'admin.stock.list': { access: 'staff', input: none },
  'admin.stock.history': { access: 'staff', input: ({ skuId }) => ({ skuId }) },
  'admin.stock.adjust': { access: 'admin', input: adjustInput },
  'admin.sweeps.list': { access: 'staff', input: none },
  'admin.sweeps.run': { access: 'admin' },
};

let shop: TestShop;
let cookies: Record<Caller, string | undefined>;
let owner: { cookie: string; buyerId: string };
let skuId: string;
let productSlug: string;
let locationId: string;
let csv: string;
beforeAll(async () => {
  shop = await openTestShop();
  owner = shop.newBuyer();
  cookies = {
    ...(await signInEachRole(shop)),
    anonymous: undefined,
    owner: owner.cookie,
    'other shopper': shop.newBuyer().cookie,
    'key holder': shop.newBuyer().cookie,
  };
  skuId = await shop.newSku({ onHand: 1000 });
  const { db } = shop.deps;
  const { product_id } = await db
    .selectFrom('skus')
    .select('product_id')
    .where('sku_id', '=', skuId)
    .executeTakeFirstOrThrow();
  productSlug = product_id;
  const location = await db.selectFrom('locations').selectAll().executeTakeFirstOrThrow();
  locationId = location.location_id;
  csv = await exportCsv(shop.deps, { withStock: false });
});
afterAll(async () => {
  await shop.expectNoAuditViolations();
  await shop.close();
});

test('every procedure of the router has a row', () => {
  expect(Object.keys(PROCEDURES).sort()).toEqual(Object.keys(appRouter._def.procedures).sort());
});

describe.each(Object.entries(PROCEDURES))('%s', (procedure, row) => {
  test.each(CALLERS)(`called by %s`, async (caller) => {
    const { answer, key } = await call(procedure, row, caller);
    const refusal = (ACCESS[row.access] as Partial<Record<Caller, string>>)[caller];
    const expected = refusal ?? row.ends ?? 'success';
    expect(answer.domain?.['code'] ?? answer.message ?? 'success').toBe(expected);
    const mayKnowKey = row.access === 'order';
    expect(mayKnowKey || !JSON.stringify(answer).includes(key)).toBe(true);
  });
});

/** Calls a procedure about a new order of the owner's, which has `key`. */
async function call(
  procedure: string,
  row: Row,
  caller: Caller,
): Promise<{ answer: TrpcAnswer; key: string }> {
  const command = shop.buildOrder({ [skuId]: 1 }, { buyerId: owner.buyerId });
  const { orderId } = await shop.shop.placeOrder(command, 'test');
  try {
    const secrets = shop.shop.settings.LINK_SECRET;
    const key = orderKey(secrets, { orderId, version: 0 });
    const proof = returnProof(secrets, orderId);
    const input = {
      ...row.input?.({ orderId, skuId, key, proof }),
    };
    const options: CallOptions = {
      cookie:
        caller === 'key holder'
          ? `${cookies[caller]}; ${shop.linkCookie(orderId)}`
          : cookies[caller],
      ...(row.input && { input }),
      ...(row.body && {
        body: await row.body(),
        headers: { 'content-type': 'application/octet-stream' },
      }),
    };
    const { type } = getProcedure(procedure)._def;
    if (type === 'query') return { key, answer: await callQuery(shop.url, procedure, options) };
    if (type === 'mutation') {
      return { key, answer: await callMutation(shop.url, procedure, options) };
    }
    for await (const answer of subscribe(shop.url, procedure, options)) return { key, answer };
    throw new Error('the stream ended without an answer');
  } finally {
    // The limit of open orders per buyer is not what is tested here.
    await callMutation(shop.url, 'orders.cancel', { input: { orderId }, cookie: owner.cookie });
  }
}

function getProcedure(path: string) {
  const procedures = appRouter._def.procedures as unknown as Record<
    string,
    { _def: { type: 'query' | 'mutation' | 'subscription' } }
  >;
  return procedures[path]!;
}

function placeInput(sku: string) {
  return {
    orderId: v7(),
    lines: [{ skuId: sku, quantity: 1 }],
    email: 'shopper@example.com',
    shippingAddress,
    expectedTotalCents: PRICE_CENTS,
  };
}

function productInput() {
  const productId = v7();
  const sku = { skuId: v7(), code: `C-${productId}`, options: {}, priceCents: 900 };
  return {
    productId,
    version: null,
    slug: `p-${productId}`,
    name: 'Lamp',
    description: '',
    category: 'Light',
    images: [{ src: '/products/lamp.svg', alt: 'A lamp' }],
    skus: [sku],
  };
}

function adjustInput() {
  return { adjustmentId: v7(), skuId, locationId, delta: 1, reason: 'received', note: v4() };
}

async function onePixel(): Promise<BodyInit> {
  const image = sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } });
  return new Uint8Array(await image.png().toBuffer());
}
