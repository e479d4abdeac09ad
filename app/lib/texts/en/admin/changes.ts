/** What changed of a product or of its stock, from what to what. */
export const adminChangesEn = {
  field: {
    slug: 'Address',
    name: 'Name',
    category: 'Category',
    description: 'Description',
    images: 'Pictures',
    translations: 'Translations',
    productSale: 'Whole product',
    variantSale: 'Variant',
    variantOrder: 'Order of variants',
    newVariant: 'New variant',
    code: 'Code',
    options: 'Choices',
    priceCents: 'Price',
    onHand: 'On hand',
  },
  ofVariant: '{name} {code}',
  fromTo: '{name}: {from} → {to}',
  set: '{name}: {to}',
  changed: '{name}: changed',
  nothing: 'nothing',
} as const;
