/** A product of the demo shop; its pictures are in public/products. */
export interface DemoProduct {
  slug: string;
  name: string;
  description: string;
  category: string;
  images: { src: string; alt: string }[];
  skus: { code: string; options: Record<string, string>; priceCents: number; onHand: number }[];
}

type Product = Omit<DemoProduct, 'images'> & { pictures: [alt: string, detailAlt: string] };

const products: Product[] = [
  {
    slug: 'aurora-lamp',
    name: 'Aurora Lamp',
    description:
      'A table lamp with a hand-blown glass shade and three steps of warm light. Dims to a night light; the cable is wrapped in linen.',
    category: 'Lighting',
    pictures: ['A table lamp with a glowing round shade', 'The shade of the lamp up close'],
    skus: [{ code: 'LAMP-AURORA', options: {}, priceCents: 8900, onHand: 24 }],
  },
  {
    slug: 'brew-kettle',
    name: 'Brew Kettle',
    description:
      'A gooseneck kettle for slow, even pouring. One litre, brushed steel, with a thermometer in the lid.',
    category: 'Kitchen',
    pictures: ['A kettle with a long curved spout', 'The spout of the kettle while pouring'],
    skus: [
      { code: 'KETTLE-BLACK', options: { Finish: 'Black' }, priceCents: 6900, onHand: 18 },
      { code: 'KETTLE-STEEL', options: { Finish: 'Steel' }, priceCents: 6400, onHand: 30 },
    ],
  },
  {
    slug: 'canvas-tote',
    name: 'Canvas Tote',
    description:
      'Heavy organic canvas, long handles and one inside pocket. Carries a week of groceries.',
    category: 'Bags',
    pictures: ['A canvas tote bag standing upright', 'The stitched handle of the tote'],
    skus: [
      { code: 'TOTE-SAND', options: { Colour: 'Sand' }, priceCents: 2400, onHand: 120 },
      { code: 'TOTE-INDIGO', options: { Colour: 'Indigo' }, priceCents: 2400, onHand: 80 },
    ],
  },
  {
    slug: 'cedar-desk-tray',
    name: 'Cedar Desk Tray',
    description:
      'Three compartments for pens, cards and keys, cut from one piece of cedar and oiled.',
    category: 'Desk',
    pictures: ['A wooden desk tray with three compartments', 'The grain of the cedar up close'],
    skus: [{ code: 'TRAY-CEDAR', options: {}, priceCents: 3900, onHand: 40 }],
  },
  {
    slug: 'ceramic-mug',
    name: 'Ceramic Mug',
    description: 'Thrown by hand, glazed inside and raw outside. 300 ml; safe in the dishwasher.',
    category: 'Kitchen',
    pictures: ['A ceramic mug with steam rising', 'The glaze of the mug up close'],
    skus: [
      { code: 'MUG-MOSS', options: { Glaze: 'Moss' }, priceCents: 1800, onHand: 150 },
      { code: 'MUG-CLAY', options: { Glaze: 'Clay' }, priceCents: 1800, onHand: 200 },
      { code: 'MUG-NIGHT', options: { Glaze: 'Night' }, priceCents: 1900, onHand: 3 },
    ],
  },
  {
    slug: 'everyday-tee',
    name: 'Everyday Tee',
    description: 'A straight-cut T-shirt of combed cotton, knitted and sewn in one town.',
    category: 'Clothing',
    pictures: ['A folded T-shirt', 'The collar of the T-shirt up close'],
    skus: ['Moss', 'White', 'Charcoal'].flatMap((colour) =>
      ['S', 'M', 'L'].map((size) => ({
        code: `TEE-${colour.toUpperCase()}-${size}`,
        options: { Colour: colour, Size: size },
        priceCents: 2900,
        onHand: size === 'L' && colour === 'Moss' ? 0 : 60,
      })),
    ),
  },
  {
    slug: 'felt-slippers',
    name: 'Felt Slippers',
    description: 'Warm, quiet and light: boiled wool felt with a leather sole.',
    category: 'Clothing',
    pictures: ['A pair of felt slippers', 'The leather sole of a slipper'],
    skus: ['38', '40', '42', '44'].map((size) => ({
      code: `SLIPPER-${size}`,
      options: { Size: size },
      priceCents: 4900,
      onHand: 15,
    })),
  },
  {
    slug: 'field-notebook',
    name: 'Field Notebook',
    description: 'Dotted pages that lie flat, a cover that survives rain, and a pencil loop.',
    category: 'Desk',
    pictures: ['A notebook with a pencil in its loop', 'The dotted pages of the notebook'],
    skus: [{ code: 'NOTEBOOK-A5', options: {}, priceCents: 1400, onHand: 300 }],
  },
  {
    slug: 'harbor-backpack',
    name: 'Harbor Backpack',
    description: 'A 22-litre roll-top backpack of waxed cotton, with a padded sleeve for a laptop.',
    category: 'Bags',
    pictures: ['A roll-top backpack', 'The buckle of the backpack up close'],
    skus: [
      { code: 'BACKPACK-NAVY', options: { Colour: 'Navy' }, priceCents: 12900, onHand: 12 },
      { code: 'BACKPACK-OLIVE', options: { Colour: 'Olive' }, priceCents: 12900, onHand: 20 },
    ],
  },
  {
    slug: 'linen-throw',
    name: 'Linen Throw',
    description: 'A stone-washed linen throw, 140 × 200 cm, that gets softer with every wash.',
    category: 'Home',
    pictures: ['A folded linen throw with fringes', 'The weave of the linen up close'],
    skus: [
      { code: 'THROW-OAT', options: { Colour: 'Oat' }, priceCents: 7900, onHand: 25 },
      { code: 'THROW-RUST', options: { Colour: 'Rust' }, priceCents: 7900, onHand: 25 },
    ],
  },
  {
    slug: 'merino-beanie',
    name: 'Merino Beanie',
    description: 'Fine merino wool, ribbed, one size. Does not itch.',
    category: 'Clothing',
    pictures: ['A ribbed woollen beanie', 'The ribs of the beanie up close'],
    skus: [
      { code: 'BEANIE-OCHRE', options: { Colour: 'Ochre' }, priceCents: 3200, onHand: 70 },
      { code: 'BEANIE-GREY', options: { Colour: 'Grey' }, priceCents: 3200, onHand: 70 },
    ],
  },
  {
    slug: 'walnut-clock',
    name: 'Walnut Clock',
    description: 'A silent wall clock, 28 cm across, with a face of solid walnut and brass hands.',
    category: 'Home',
    pictures: ['A round walnut wall clock', 'The brass hands of the clock'],
    skus: [{ code: 'CLOCK-WALNUT', options: {}, priceCents: 9900, onHand: 10 }],
  },
];

export const demoCatalogue: DemoProduct[] = products.map(({ pictures, ...product }) => ({
  ...product,
  images: [
    { src: `/products/${product.slug}.svg`, alt: pictures[0] },
    { src: `/products/${product.slug}-detail.svg`, alt: pictures[1] },
  ],
}));
