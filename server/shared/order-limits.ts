/** Limits of one order: they bound what one request can lock and what it costs. */
export const LINES_MAX = 50;
export const QUANTITY_MAX = 100;
