/** What each error code means to a person, and what to do next. */
export const errorsEn = {
  VALIDATION: 'Please check what you entered, also for characters that cannot be seen.',
  NOT_FOUND: 'Not found. It may belong to someone else, or the link may be incomplete.',
  UNKNOWN_SKU: 'An item in your cart is no longer available. Remove it to continue.',
  OUT_OF_STOCK: 'Not enough stock is left for your order. Check your cart to continue.',
  STOCK_RESERVED:
    'Unpaid orders hold what you want to buy. It may come back. Check your cart to continue.',
  PRICE_CHANGED: 'A price has changed. Check the new total and place your order again.',
  TOTAL_NOT_PAYABLE:
    'One payment can be {min} to {max}. Change your cart so that its total is in between.',
  TOO_MANY_OPEN_ORDERS: {
    one: 'You can have at most {count} unpaid order. Pay or cancel it before you order again.',
    other: 'You can have at most {count} unpaid orders. Pay or cancel one before you order again.',
  },
  tooManyUnitsInTotal: {
    one: 'You can have at most {count} item in unpaid orders. Pay or cancel an order first.',
    other:
      'You can have at most {count} items in unpaid orders. Order fewer, or pay or cancel an order first.',
  },
  networkHoldsTooMuch:
    'Too many unpaid orders come from your internet connection. Pay or cancel an unpaid order of yours, try again in a few minutes, or use another connection.',
  TOO_MANY_UNITS_HELD: {
    one: 'You can have at most {count} of one item in unpaid orders. Pay or cancel an order first.',
    other:
      'You can have at most {count} of one item in unpaid orders. Order fewer, or pay or cancel an order first.',
  },
  PROOF_OF_WORK_REQUIRED:
    'Your browser could not complete the check for robots. Try again, or use another browser.',
  PURCHASE_LIMIT: {
    one: 'Each customer can buy at most {count} of an item in your cart, earlier orders included. Remove it or order fewer.',
    other:
      'Each customer can buy at most {count} of an item in your cart, earlier orders included. Order fewer.',
  },
  BUSY: 'We are receiving a lot of orders right now. You have not been charged. Please try again in a moment.',
  ORDER_ID_REUSED: 'You have already placed an order from this checkout.',
  ORDER_ID_TIME: 'Your device’s clock is wrong. Set its date and time, then try again.',
  ORDER_NOT_PAYABLE: 'This order can no longer be paid. See the order page for details.',
  PAYMENT_SERVICE_UNAVAILABLE:
    'The payment service is not responding. Your items stay reserved. Please try again in a moment.',
  PAYMENT_SESSION_MISSING:
    'The shop has to check the payment of this order first. Its items stay reserved.',
  NO_BUYER: 'Cookies are blocked for this shop. Allow them and reload the page.',
  SIGN_IN_REQUIRED: 'Please sign in to continue.',
  FORBIDDEN: 'You have read-only access. Ask an administrator to make this change.',
  SECOND_FACTOR_REQUIRED:
    'Administrators of a live shop need a second factor. Set it up on the account page.',
  REAUTHENTICATION_REQUIRED: 'Confirm that it is you to continue.',
  WRONG_PASSWORD: 'This is not your password. Check it and try again.',
  WEAK_PASSWORD:
    'This password is easy to guess. Choose at least 12 characters, such as four random words.',
  LAST_ADMIN: 'No other administrator would be left. Make somebody else an administrator first.',
  LAST_SECOND_FACTOR:
    'Administrators of a live shop need a second factor. Add another one first, such as a passkey.',
  RATE_LIMITED: 'Too many requests. Wait a minute, then try again.',
  STOCK_WOULD_GO_NEGATIVE:
    'Not enough would be left for the {locked} units locked by open orders. On hand: {onHand}.',
  RESTOCK_TOO_LARGE: 'This order has fewer units left to restock. Lower the quantities.',
  REFUND_TOO_LARGE: 'At most {refundable} can be refunded.',
  ORDERS_NOT_SETTLED:
    'Not settled yet: {orders}. Erase after payment, refund or dispute have ended.',
  CONFLICT: 'Someone else changed this at the same time. Reload and try again.',
  unexpected: 'Something went wrong on our side. Please try again.',
  connection: 'We can’t reach the shop. Check your connection and try again.',
} as const;
