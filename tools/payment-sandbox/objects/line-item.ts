/** A line of a session, as the hosted page shows it. */
export interface LineItem {
  name: string;
  currency: string;
  /** Price of one, in the currency's smallest unit. */
  unitAmount: number;
  quantity: number;
}
