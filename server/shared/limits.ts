/** Limits of one order: they bound what one request can lock and what it costs. */
export const LINES_MAX = 50;
export const QUANTITY_MAX = 100;

/** Limits of one product: they bound what one change writes. */
export const SKUS_MAX = 100;
export const IMAGES_MAX = 20;
export const OPTIONS_MAX = 5;
export const PURCHASE_LIMIT_MAX = 100_000;

/** Rows of one import: they bound how long other changes of products wait for it. */
export const CSV_ROWS_MAX = 200_000;

/** Queries in one request; of a page with more, the browser sends several requests. */
export const QUERIES_PER_REQUEST_MAX = 5;

/** Size of one CSV file. */
export const CSV_BYTES_MAX = 50 * 1024 * 1024;

/** Size of an uploaded picture. Photos of phones have 2 to 8 million bytes. */
export const PICTURE_BYTES_MAX = 12 * 1024 * 1024;

/** How long the payment service is not asked again about an order whose shopper comes back from paying. */
export const PAYMENT_CHECK_INTERVAL_MS = 5_000;
/** How long after it was asked a list of orders does not ask to pay: the shopper may have paid. */
export const PAYMENT_CHECK_SHOWN_MS = 3 * PAYMENT_CHECK_INTERVAL_MS;

/** A note that staff write. */
export const NOTE_CHARS_MAX = 500;

/** Dead letters that one call can redrive. */
export const REDRIVE_SELECTION_MAX = 500;

/** Length of a staff password. Hashing takes no more of a longer one. */
export const PASSWORD_CHARS_MIN = 12;
export const PASSWORD_CHARS_MAX = 128;
