/** One page of objects, as Stripe answers every list. */
export interface List<Item> {
  object: 'list';
  data: Item[];
  has_more: boolean;
  url: string;
}

export type Metadata = Record<string, string>;
