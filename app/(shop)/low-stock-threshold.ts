/** From here down the exact number that is left is worth telling. */
export const LOW_STOCK_THRESHOLD = 5;
