import { z } from 'zod';
import { findAddressForm } from '../addresses/address-form.ts';
import { parsePlaceOrderInput } from '../addresses/parse-place-order-input.ts';
import { DomainError } from '../shared/errors.ts';
import { cancelOrder } from '../checkout/cancel-order.ts';
import { checkPayment } from '../checkout/check-payment.ts';
import { confirmPayment, findReturnedOrder } from '../orders/confirm-payment.ts';
import { listOrders } from '../orders/list-orders.ts';
import { findOrderForReader, showOrder, viewOrderForShopper } from '../orders/order-view.ts';
import { replaceOrderLink } from '../orders/replace-order-link.ts';
import { orderIdSchema } from '../shared/order-schema.ts';
import { countrySchema } from '../shared/address-schema.ts';
import { languageSchema } from '../shared/language-schema.ts';
import { opaqueText } from '../shared/text-schemas.ts';
import { requestPayment } from '../checkout/request-payment.ts';
import { cursorSchema } from '../shared/list-schemas.ts';
import { orderProcedure, publicProcedure, router } from './base.ts';

/** Of the address to which the payment page sends a shopper back. */
const returnProofSchema = opaqueText.max(64);

export const ordersRouter = router({
  // Parsed synchronously: tRPC would call zod's asynchronous parser, which cannot use compiled checks.
  place: publicProcedure
    // Before the input, so that a client can also ask for the cookie alone.
    .use(({ ctx, next }) => {
      if (ctx.buyerId) return next();
      ctx.setCookies?.([ctx.shop.buyerCookies.issue()]);
      throw missingBuyerError();
    })
    .input(parsePlaceOrderInput)
    .mutation(async ({ ctx, input }) => {
      const { shop, buyerId, clientNetwork } = ctx;
      if (!buyerId) throw missingBuyerError();
      const placed = await shop.placeOrder({ ...input, buyerId }, clientNetwork);
      return { ...placed, payBy: placed.payBy.toISOString() };
    }),

  /** How delivery addresses of a country are written, in the viewer's language. */
  addressForm: publicProcedure
    .input(z.object({ country: countrySchema, language: languageSchema }))
    .query(({ input }) => findAddressForm(input.country, input.language)!),

  requestPayment: orderProcedure.mutation(async ({ ctx, input }) => {
    await findOrderForReader(ctx.shop.deps, input.orderId, ctx.reader);
    return await requestPayment(ctx.shop.deps, ctx.actor, input.orderId);
  }),

  /** Asks the payment service whether the order is paid, also for a browser that came back with a proof alone. */
  checkPayment: orderProcedure
    .input(z.object({ proof: returnProofSchema.optional() }))
    .mutation(async ({ ctx, input: { orderId, proof } }) => {
      const { deps, settings } = ctx.shop;
      await (proof === undefined
        ? findOrderForReader(deps, orderId, ctx.reader)
        : findReturnedOrder(deps, settings.LINK_SECRET, { orderId, proof }));
      return { answer: await checkPayment(deps, ctx.actor, orderId) };
    }),

  confirmation: publicProcedure
    .input(z.object({ orderId: orderIdSchema, proof: returnProofSchema }))
    .query(({ ctx, input }) => confirmPayment(ctx.shop.deps, ctx.shop.settings.LINK_SECRET, input)),

  get: orderProcedure.query(({ ctx, input }) =>
    viewOrderForShopper(ctx.shop.deps, input.orderId, ctx.reader),
  ),

  list: publicProcedure
    .input(z.object({ payable: z.boolean().optional(), cursor: cursorSchema }))
    .query(async ({ ctx, input }) => {
      const { deps } = ctx.shop;
      if (ctx.buyerId) return await listOrders(deps, { ...input, buyerId: ctx.buyerId });
      return { orders: [], nextCursor: null, now: deps.clock.now().toISOString() };
    }),

  cancel: orderProcedure.mutation(async ({ ctx, input }) => {
    await findOrderForReader(ctx.shop.deps, input.orderId, ctx.reader);
    return await cancelOrder(ctx.shop.deps, ctx.actor, input.orderId);
  }),

  /** Takes the key of an order's link and gives the browser a cookie instead. */
  openLink: publicProcedure
    .input(z.object({ orderId: orderIdSchema, key: opaqueText.max(64) }))
    .mutation(async ({ ctx, input }) => {
      const { shop, headers, buyerId } = ctx;
      const { orderId, key } = input;
      const secrets = shop.settings.LINK_SECRET;
      await viewOrderForShopper(shop.deps, orderId, { kind: 'shopper', buyerId, key, secrets });
      const cookies = headers.get('cookie') ?? undefined;
      ctx.setCookies?.([shop.orderLinkCookie.add(cookies, input)]);
      return { orderId };
    }),

  /** Shuts out all who have the order's link; for its buyer. */
  replaceLink: orderProcedure.mutation(async ({ ctx, input }) => {
    await replaceOrderLink(ctx.shop.deps, ctx.actor, input.orderId);
    return input;
  }),

  /** The order, at once and after every change. All who follow an order share its reads. */
  changes: orderProcedure.subscription(async function* ({ ctx, input, signal }) {
    const { shop, reader, buyerId, clientNetwork } = ctx;
    const aborted = signal ?? new AbortController().signal;
    const close = shop.streams.open({ viewer: buyerId, network: clientNetwork });
    try {
      await findOrderForReader(shop.deps, input.orderId, reader);
      for await (const _ of shop.changeFeed.watch(input.orderId, aborted)) {
        yield showOrder(shop.deps, await shop.readOrder(input.orderId), reader);
      }
    } finally {
      close();
    }
  }),
});

function missingBuyerError(): DomainError {
  return new DomainError(
    { code: 'NO_BUYER' },
    'The shop needs its cookie to recognise your orders; allow cookies for it, reload the page and try again.',
  );
}
