/** From this number down, pages show how many units are left. */
export const LOW_STOCK_THRESHOLD = 5;
