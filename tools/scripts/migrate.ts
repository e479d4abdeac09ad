// npm run migrate: migrates the database of DATABASE_OWNER_URL or DATABASE_URL, or the embedded one.
import { migrate } from '#db/migrate.ts';
import { checkDatabase } from './check-database.ts';
import { openCommandDatabase } from './open-command-database.ts';

const { databaseUrl, ownerUrl, close } = await openCommandDatabase();
try {
  await checkDatabase(ownerUrl);
  await migrate({ ownerUrl, servingUrl: databaseUrl });
  console.log('The database is up to date.');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await close();
}
