/** Changes of a product or of its stock. */
export const adminChangesEn = {
  field: {
    slug: 'URL slug',
    name: 'Name',
    category: 'Category',
    description: 'Description',
    images: 'Pictures',
    translations: 'Translations',
    productSale: 'Product',
    variantSale: 'Variant',
    variantOrder: 'Order of variants',
    newVariant: 'New variant',
    code: 'SKU',
    options: 'Options',
    priceCents: 'Price',
    onHand: 'On hand',
  },
  ofVariant: '{name} {code}',
  fromTo: '{name}: {from} → {to}',
  set: '{name}: {to}',
  changed: '{name}: changed',
  nothing: 'empty',
} as const;
