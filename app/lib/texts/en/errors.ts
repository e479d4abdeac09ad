/** What each refusal of the shop means to a person, and what to do next. */
export const errorsEn = {
  VALIDATION: 'Something in the form is not right yet. Please check what is marked.',
  NOT_FOUND: 'We could not find that. It may belong to somebody else, or the link is incomplete.',
  UNKNOWN_SKU: 'An item in your cart is no longer for sale. Remove it to go on.',
  OUT_OF_STOCK: 'Somebody was faster: less is left than you want. Look at your cart to go on.',
  PRICE_CHANGED: 'A price has changed. The new total is shown; order again if you agree.',
  TOO_MANY_OPEN_ORDERS: {
    one: 'You have {count} unpaid order. Pay or cancel it first, then order again.',
    other: 'You have {count} unpaid orders. Pay or cancel one of them first, then order again.',
  },
  TOO_MANY_UNITS_HELD: {
    one: 'At most {count} of this item can wait for your payment. Pay or cancel an open order first.',
    other:
      'At most {count} of this item can wait for your payment. Pay or cancel an open order first.',
  },
  BUSY: 'Very many people are ordering right now. Nothing was charged; try again in a moment.',
  ORDER_ID_REUSED: 'An order from this checkout has already been placed.',
  ORDER_ID_TIME: 'Your device’s clock is far off. Set its date and time, then try again.',
  ORDER_NOT_PAYABLE: 'This order can no longer be paid. Its page shows what happened.',
  PAYMENT_SERVICE_UNAVAILABLE:
    'The payment service does not answer. Your items stay held; try to pay again in a moment.',
  NO_BUYER: 'Your browser keeps no cookies for this shop. Allow them and load the page again.',
  SIGN_IN_REQUIRED: 'Please sign in to go on.',
  FORBIDDEN: 'Your role may look at this but not change it. Ask an administrator.',
  RATE_LIMITED: 'That was too often in a short time. Wait a minute, then try again.',
  STOCK_WOULD_GO_NEGATIVE:
    'That would leave less than the {locked} units promised to open orders; {onHand} are on hand.',
  RESTOCK_TOO_LARGE:
    'That is more than this order took from the shelf and has not given back yet. Lower the quantities.',
  REFUND_TOO_LARGE: 'That is more than is left to give back. At most {refundable} can be refunded.',
  CONFLICT: 'Somebody changed this at the same time. Load it again and repeat your change.',
  unexpected: 'Something went wrong on our side. Nothing was lost; please try again.',
  connection: 'The shop cannot be reached. Check your connection and try again.',
} as const;
