import { createDatabase, createPool } from '#db/client.ts';
import { audit } from '#server/invariants/audit.ts';
import { openCommandDatabase } from './open-command-database.ts';

const { databaseUrl, close } = await openCommandDatabase();
const db = createDatabase(createPool(databaseUrl, { name: 'holdfast audit', max: 1 }));
try {
  const { violations, counted } = await audit(db);
  for (const { rule, description, detail } of violations) {
    console.log(`violated: ${rule} (${description}): ${detail}`);
  }
  const counts = `${counted.stockRows} stock rows, ${counted.orders} orders, ${counted.locks} locks, ${counted.adjustments} adjustments, ${counted.payments} payments`;
  console.log(`audit: ${violations.length} violations (${counts})`);
  process.exitCode = violations.length === 0 ? 0 : 1;
} finally {
  await db.destroy();
  await close();
}
