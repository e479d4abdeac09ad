import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestPayment } from '../checkout/request-payment.ts';
import { TEST_SHOPPER } from '../testing/actors.ts';
import { callMutation, callQuery } from '../testing/call-trpc.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(async () => {
  await shop.expectNoAuditViolations();
  await shop.close();
});

/** Places an order over HTTP, as a browser does. */
async function place(shippingAddress: object) {
  const skuId = await shop.newSku({ onHand: 1 });
  const { orderId, lines, email, expectedTotalCents } = shop.buildOrder({ [skuId]: 1 });
  const { cookie } = shop.newBuyer();
  const input = { orderId, lines, email, expectedTotalCents, shippingAddress };
  return {
    orderId,
    cookie,
    answer: await callMutation(shop.url, 'orders.place', { input, cookie }),
  };
}

const springfield = {
  name: 'Ada',
  line1: '1 Main St',
  city: 'Springfield',
  postalCode: '62701',
  country: 'US',
};

test.each([
  ['without its state', springfield, 'region'],
  ['with a state of another country', { ...springfield, region: 'Kent' }, 'region'],
  [
    'with a postal code of another country',
    { ...springfield, region: 'IL', postalCode: 'SW1A 1AA' },
    'postalCode',
  ],
  ['in a country that does not exist', { ...springfield, country: 'ZZ' }, 'country'],
  ['in no country', { ...springfield, country: null }, 'country'],
  ['in Hong Kong without a phone', { ...springfield, region: 'Kowloon', country: 'HK' }, 'phone'],
])(
  'an address %s is refused with the field named, and nothing is placed',
  async (_, address, field) => {
    const { orderId, cookie, answer } = await place(address);
    expect(answer).toMatchObject({ status: 400, domain: { code: 'VALIDATION' } });
    const { issues } = answer.domain as { issues: { path: string }[] };
    expect(issues.map(({ path }) => path)).toEqual([`shippingAddress.${field}`]);
    expect((await callQuery(shop.url, 'orders.get', { input: { orderId }, cookie })).status).toBe(
      404,
    );
  },
);

test('an order to Hong Kong needs no postal code, and is shown and paid with its address', async () => {
  const address = {
    name: '陳小姐',
    phone: '+852 2345 6789',
    line1: '彌敦道1號',
    line2: '7樓',
    city: '旺角',
    region: 'Kowloon',
    country: 'HK',
  };
  const { orderId, cookie, answer } = await place({ ...address, postalCode: '999077' });
  expect(answer.status).toBe(200);
  const view = await callQuery(shop.url, 'orders.get', { input: { orderId }, cookie });
  expect(view.data).toMatchObject({
    shippingAddress: address,
    addressLines: ['九龍', '旺角', '彌敦道1號', '7樓', '陳小姐'],
  });

  await requestPayment(shop.deps, TEST_SHOPPER, orderId);
  await shop.sandbox.control(`sessions/${orderId}/pay`, {});
  const { payment_intent: paymentIntent } = (await shop.sandbox.control(`sessions/${orderId}`)) as {
    payment_intent: { shipping: unknown };
  };
  expect(paymentIntent.shipping).toEqual({
    name: '陳小姐',
    phone: '+852 2345 6789',
    address: {
      line1: '彌敦道1號',
      line2: '7樓',
      city: '旺角',
      state: '九龍',
      postal_code: null,
      country: 'HK',
    },
  });
});
