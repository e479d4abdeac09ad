/** Header of an import whose file also sets the stock of SKUs that exist. */
export const SET_STOCK_HEADER = 'x-set-stock';

/** Where staff download all products as a CSV file; `?stock=true` adds the units on hand. */
export const EXPORT_PATH = '/api/products.csv';
