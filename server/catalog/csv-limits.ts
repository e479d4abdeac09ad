/** Rows of one import; they bound what one transaction writes. */
export const CSV_ROWS_MAX = 2000;

/** Of one file: a request's body takes 256 KiB, and JSON writes some characters longer. */
export const CSV_BYTES_MAX = 200_000;
