import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import { anyOfUuids } from '../platform/sql-arrays.ts';
import { BASE_LANGUAGE, type Language } from '../shared/languages.ts';
import type { Translation } from '../shared/product-schema.ts';

/** What a product's name and options are called in further languages. */
type NameTranslations = Partial<Record<Language, Partial<Pick<Translation, 'name' | 'options'>>>>;

/**
 * Names, prices and purchase limits of the SKUs on sale; others are left out.
 * @param languages in which to read names in addition to the base names
 */
export async function findSkusOnSale(
  db: Database,
  skuIds: readonly string[],
  languages: readonly Language[],
) {
  const translated = languages.filter((language) => language !== BASE_LANGUAGE);
  const rows = await db
    .selectFrom('skus')
    .innerJoin('products', 'products.product_id', 'skus.product_id')
    .select(['skus.sku_id', 'skus.price_cents', 'skus.options', 'products.name'])
    .select('products.purchase_limit')
    // Without the descriptions, and not at all where nobody reads them.
    .$if(translated.length > 0, (query) => query.select(nameTranslations(translated).as('texts')))
    .where('skus.sku_id', '=', anyOfUuids(skuIds))
    .where('skus.archived_at', 'is', null)
    .where('products.archived_at', 'is', null)
    .execute();
  return new Map(
    rows.map((row) => {
      const name = formatOrderLineName(row.name, row.options);
      const namesRead: Partial<Record<Language, string>> = {};
      for (const language of translated) {
        const nameRead = formatOrderLineName(row.name, row.options, row.texts?.[language]);
        if (nameRead !== name) namesRead[language] = nameRead;
      }
      const { price_cents: priceCents, purchase_limit: purchaseLimit } = row;
      return [row.sku_id, { name, namesRead, priceCents, purchaseLimit }] as const;
    }),
  );
}

function nameTranslations(languages: readonly Language[]) {
  const texts = languages.map((language) => {
    const translation = sql`products.translations->${sql.lit(language)}`;
    return sql`${sql.lit(language)}, jsonb_build_object(
      'name', ${translation}->'name', 'options', ${translation}->'options')`;
  });
  return sql<NameTranslations>`jsonb_build_object(${sql.join(texts)})`;
}

/** The SKUs on sale whose product needs a proof of work. */
export async function findChallengedSkus(db: Database): Promise<Set<string>> {
  const rows = await db
    .selectFrom('products')
    .innerJoin('skus', 'skus.product_id', 'products.product_id')
    .select('sku_id')
    .where('products.proof_of_work', '=', sql.lit(true))
    .where('products.archived_at', 'is', null)
    .execute();
  return new Set(rows.map((row) => row.sku_id));
}

/** The codes of SKUs, on sale or not. */
export async function findSkuCodes(
  db: Database,
  skuIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('skus')
    .select(['sku_id as skuId', 'code'])
    .where('sku_id', '=', anyOfUuids(skuIds))
    .orderBy('code')
    .execute();
  return new Map(rows.map(({ skuId, code }) => [skuId, code]));
}

/** `Everyday Tee, Red, M`: the name stored in an order line, which never changes. */
function formatOrderLineName(
  productName: string,
  options: Record<string, string>,
  translation?: NameTranslations[Language],
): string {
  const { name, options: words } = translation ?? {};
  const values = Object.values(options).map((value) => words?.[value] ?? value);
  return [name ?? productName, ...values].join(', ');
}
