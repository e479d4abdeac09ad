/** The page on which a customer's data is exported and erased. */
export const adminCustomersEn = {
  title: 'Customer data',
  intro:
    'For a customer who asks for their data, or asks you to erase it. What you do here is recorded without the email address.',
  email: 'Email address of the customer',
  emailHint: 'As in their orders; upper and lower case do not matter.',
  badEmail: 'Enter an email address, such as name@example.com',
  find: 'Find orders',
  none: 'No orders have this email address',
  noneText: 'Check the spelling. Erased orders cannot be found any more.',
  found: { one: '{count} order of {email}', other: '{count} orders of {email}' },
  truncated: 'There are more orders than are listed here. Erase these first, then search again.',
  download: 'Download all data',
  column: { order: 'Order', placedAt: 'Placed', status: 'Status', total: 'Total' },
  unsettled: 'Not settled',
  unsettledTitle: 'Nothing can be erased yet',
  unsettledText:
    'A payment, refund or dispute of an order has not ended. Until then the customer must be known.',
  erase: 'Erase data',
  eraseTitle: 'Erase the data of {email}?',
  eraseText:
    'Name, address and email are removed from these orders; orders, amounts and stock stay. This cannot be undone. Data at the payment service must be erased there.',
  erased: {
    one: 'The data of {count} order was erased',
    other: 'The data of {count} orders was erased',
  },
  more: 'There are more orders. Search again and erase them too.',
} as const;
