/** A product of the demo shop; its pictures are in public/products. */
export interface DemoProduct {
  slug: string;
  name: string;
  description: string;
  category: string;
  images: { src: string; alt: string; options?: Record<string, string> }[];
  translations: { zh: Translation };
  skus: { code: string; options: Record<string, string>; priceCents: number; onHand: number }[];
}

interface Translation {
  name: string;
  category: string;
  description: string;
  alts: Record<string, string>;
  options: Record<string, string>;
}

type Pictures = [alt: string, detailAlt: string];
type Product = Omit<DemoProduct, 'images' | 'translations'> & {
  pictures: Pictures;
  /** An option with a picture for each of its values. */
  visualOption?: { option: string; values: string[] };
  zh: { name: string; description: string; pictures: Pictures };
};

const categoriesInChinese: Record<string, string> = {
  Bags: '箱包',
  Clothing: '服饰',
  Desk: '书桌文具',
  Home: '家居',
  Kitchen: '厨房',
  Lighting: '灯具',
};

const optionsInChinese: Record<string, string> = {
  Colour: '颜色',
  Finish: '外观',
  Glaze: '釉色',
  Size: '尺码',
  Black: '黑色',
  Charcoal: '炭灰色',
  Clay: '陶土色',
  Grey: '灰色',
  Indigo: '靛蓝色',
  Moss: '苔绿色',
  Navy: '藏青色',
  Night: '夜空色',
  Oat: '燕麦色',
  Ochre: '赭黄色',
  Olive: '橄榄绿',
  Rust: '铁锈红',
  Sand: '沙色',
  Steel: '不锈钢色',
  White: '白色',
  // Same in Chinese.
  S: 'S',
  M: 'M',
  L: 'L',
};

const products: Product[] = [
  {
    slug: 'aurora-lamp',
    name: 'Aurora Lamp',
    description:
      'A table lamp with a hand-blown glass shade and three steps of warm light. Dims to a night light; the cable is wrapped in linen.',
    category: 'Lighting',
    pictures: ['A table lamp with a glowing round shade', 'The shade of the lamp up close'],
    zh: {
      name: '极光台灯',
      description: '手工吹制的玻璃灯罩，三档暖光，可一直调暗到小夜灯的亮度；电源线外包亚麻织线。',
      pictures: ['一盏台灯，圆形灯罩透出暖光', '灯罩特写'],
    },
    skus: [{ code: 'LAMP-AURORA', options: {}, priceCents: 8900, onHand: 24 }],
  },
  {
    slug: 'brew-kettle',
    name: 'Brew Kettle',
    description:
      'A gooseneck kettle for slow, even pouring. One litre, brushed steel, with a thermometer in the lid.',
    category: 'Kitchen',
    pictures: ['A kettle with a long curved spout', 'The spout of the kettle while pouring'],
    visualOption: { option: 'Finish', values: ['Black', 'Steel'] },
    zh: {
      name: '手冲壶',
      description: '细长的鹅颈壶嘴，出水缓慢均匀。容量一升，拉丝不锈钢壶身，壶盖内置温度计。',
      pictures: ['一把壶嘴细长弯曲的水壶', '壶嘴正在注水'],
    },
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
    visualOption: { option: 'Colour', values: ['Sand', 'Indigo'] },
    zh: {
      name: '帆布托特包',
      description: '厚实的有机棉帆布，长提手，内有一个口袋。一周的菜都装得下。',
      pictures: ['一只立着的帆布托特包', '提手缝线特写'],
    },
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
    zh: {
      name: '雪松桌面收纳盘',
      description: '三个格子，分别放笔、卡片和钥匙；由整块雪松木挖制，表面上油。',
      pictures: ['一只分成三格的木制桌面收纳盘', '雪松木纹特写'],
    },
    skus: [{ code: 'TRAY-CEDAR', options: {}, priceCents: 3900, onHand: 40 }],
  },
  {
    slug: 'ceramic-mug',
    name: 'Ceramic Mug',
    description: 'Thrown by hand, glazed inside and raw outside. 300 ml; safe in the dishwasher.',
    category: 'Kitchen',
    pictures: ['A ceramic mug with steam rising', 'The glaze of the mug up close'],
    visualOption: { option: 'Glaze', values: ['Moss', 'Clay', 'Night'] },
    zh: {
      name: '陶瓷马克杯',
      description: '手工拉坯，内壁上釉，外壁保留素坯质感。容量 300 毫升，可用洗碗机清洗。',
      pictures: ['一只冒着热气的陶瓷马克杯', '杯身釉面特写'],
    },
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
    pictures: ['A T-shirt laid out flat', 'The collar of the T-shirt up close'],
    visualOption: { option: 'Colour', values: ['Moss', 'White', 'Charcoal'] },
    zh: {
      name: '百搭 T 恤',
      description: '直筒剪裁的精梳棉 T 恤，织造和缝制都在同一座小镇完成。',
      pictures: ['一件平铺的 T 恤', 'T 恤领口特写'],
    },
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
    zh: {
      name: '羊毛毡拖鞋',
      description: '温暖、安静、轻便：缩绒羊毛毡鞋面，真皮鞋底。',
      pictures: ['一双羊毛毡拖鞋', '拖鞋的真皮鞋底'],
    },
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
    zh: {
      name: '户外笔记本',
      description: '点阵内页可完全摊平，封面不怕雨淋，并配有笔环。',
      pictures: ['一本笔环里插着铅笔的笔记本', '笔记本的点阵内页'],
    },
    skus: [{ code: 'NOTEBOOK-A5', options: {}, priceCents: 1400, onHand: 300 }],
  },
  {
    slug: 'harbor-backpack',
    name: 'Harbor Backpack',
    description: 'A 22-litre roll-top backpack of waxed cotton, with a padded sleeve for a laptop.',
    category: 'Bags',
    pictures: ['A roll-top backpack', 'The buckle of the backpack up close'],
    visualOption: { option: 'Colour', values: ['Navy', 'Olive'] },
    zh: {
      name: '海港双肩包',
      description: '22 升卷口双肩包，采用上蜡棉布，内有带衬垫的笔记本电脑隔层。',
      pictures: ['一只卷口双肩包', '双肩包扣具特写'],
    },
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
    visualOption: { option: 'Colour', values: ['Oat', 'Rust'] },
    zh: {
      name: '亚麻盖毯',
      description: '石洗亚麻盖毯，140 × 200 厘米，越洗越柔软。',
      pictures: ['一条叠好的带流苏亚麻盖毯', '亚麻织纹特写'],
    },
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
    visualOption: { option: 'Colour', values: ['Ochre', 'Grey'] },
    zh: {
      name: '美利奴羊毛帽',
      description: '细支美利奴羊毛，罗纹针织，均码。不扎皮肤。',
      pictures: ['一顶罗纹羊毛帽', '羊毛帽罗纹特写'],
    },
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
    zh: {
      name: '胡桃木挂钟',
      description: '静音挂钟，直径 28 厘米，实心胡桃木钟面，黄铜指针。',
      pictures: ['一只圆形胡桃木挂钟', '挂钟的黄铜指针'],
    },
    skus: [{ code: 'CLOCK-WALNUT', options: {}, priceCents: 9900, onHand: 10 }],
  },
];

export const demoCatalogue: DemoProduct[] = products.map(
  ({ pictures, visualOption, zh, ...product }) => {
    const images = demoImagesOf(product.slug, visualOption);
    const optionTexts = product.skus.flatMap(({ options }) => Object.entries(options).flat());
    const altsInChinese = images.map(({ src, kind, variant }) => [
      src,
      variant ? `${zh.pictures[kind]}，${optionsInChinese[variant.value]!}` : zh.pictures[kind],
    ]);
    return {
      ...product,
      images: images.map(({ src, kind, variant }) =>
        variant
          ? {
              src,
              alt: `${pictures[kind]}, ${variant.value.toLowerCase()}`,
              options: { [variant.option]: variant.value },
            }
          : { src, alt: pictures[kind] },
      ),
      translations: {
        zh: {
          name: zh.name,
          category: categoriesInChinese[product.category]!,
          description: zh.description,
          alts: Object.fromEntries(altsInChinese) as Record<string, string>,
          options: translateTexts(optionTexts, optionsInChinese),
        },
      },
    };
  },
);

/** The images of a product: one for each value of its visual option, the first for lists; then a detail. */
function demoImagesOf(slug: string, visualOption: Product['visualOption']): DemoImage[] {
  const whole = (visualOption?.values ?? [null]).map((value, index): DemoImage => {
    const suffix = index > 0 && value !== null ? `-${value.toLowerCase()}` : '';
    const variant = visualOption && value !== null ? { option: visualOption.option, value } : null;
    return { src: `/products/${slug}${suffix}.svg`, kind: 0, variant };
  });
  return [...whole, { src: `/products/${slug}-detail.svg`, kind: 1, variant: null }];
}

interface DemoImage {
  src: string;
  /** Index into the product's alt texts. */
  kind: 0 | 1;
  variant: { option: string; value: string } | null;
}

function translateTexts(texts: readonly string[], dictionary: Record<string, string>) {
  const translatable = texts.filter((text) => Object.hasOwn(dictionary, text));
  return Object.fromEntries(translatable.map((text) => [text, dictionary[text]!]));
}
