import { sql } from 'kysely';
import type { Database } from '#db/client.ts';

/** Of a shop for which nobody has chosen one. */
const DEFAULT_CURRENCY = 'EUR';

/**
 * The currency of all prices of this shop. It can be chosen until there is a price.
 *
 * @param wanted the configured currency; the shop keeps its own without one
 * @throws when the shop has prices in another currency
 */
export async function chooseShopCurrency(
  db: Database,
  wanted: string | undefined,
): Promise<string> {
  await db
    .insertInto('shop')
    .values({ currency: wanted ?? DEFAULT_CURRENCY })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  if (wanted) {
    await db
      .updateTable('shop')
      .set({ currency: wanted })
      .where('currency', '<>', wanted)
      .where(sql<boolean>`not exists (select from skus)`)
      .execute();
  }
  const { currency } = await db.selectFrom('shop').select('currency').executeTakeFirstOrThrow();
  if (wanted && currency !== wanted) {
    throw new Error(
      `CURRENCY is ${wanted}, but this shop has prices in ${currency}. Remove the setting, or start a new shop with an empty database.`,
    );
  }
  return currency;
}
