/** Orders that limits refused. */
export const adminLimitsEn = {
  title: 'Stopped orders',
  intro:
    'Orders that were refused because too many unpaid orders or items are held by one browser, email or network. Kept for 7 days.',
  empty: 'No stopped orders',
  emptyText: 'Orders that exceed a limit appear here, with who was stopped and why.',
  kind: { buyer: 'Browser', email: 'Email', network: 'Network' },
  column: {
    subject: 'Who',
    reason: 'Why',
    count: 'Times',
    firstAt: 'First',
    lastAt: 'Last',
    exemptUntil: 'Exempt until',
  },
  reason: {
    openOrders: 'Too many unpaid orders',
    unitsOfSku: 'Too many units of one SKU in unpaid orders',
    units: 'Too many units in unpaid orders',
    purchaseLimit: 'More than one customer may buy',
  },
  exempt: {
    action: 'Lift limits',
    title: 'Lift the limits for {name}?',
    text: 'Until the time is over, no limit on unpaid orders applies here. Other limits still do: an order is counted by browser, email and network.',
    duration: 'For how long',
    hours: { '1': '1 hour', '24': '1 day', '168': '7 days', '720': '30 days' },
    done: 'The limits are lifted.',
  },
  end: {
    action: 'Apply limits again',
    title: 'Apply the limits to {name} again?',
    text: 'Orders that were placed meanwhile stay as they are.',
    done: 'The limits apply again.',
  },
} as const;
