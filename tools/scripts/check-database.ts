import pg from 'pg';

const MAJOR_VERSION_MIN = 15;

/**
 * Checks that the database can be reached and is recent enough.
 * @throws with what to do; the message contains no password
 */
export async function checkDatabase(databaseUrl: string): Promise<void> {
  const version = Number(await queryVersion(databaseUrl));
  if (version >= MAJOR_VERSION_MIN * 10_000) return;
  throw new Error(
    `The database is PostgreSQL ${Math.floor(version / 10_000)}; the shop needs ${MAJOR_VERSION_MIN} or ` +
      'newer. Point DATABASE_URL at one, or unset it to use the embedded one.',
  );
}

async function queryVersion(databaseUrl: string): Promise<string | undefined> {
  try {
    const client = new pg.Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: 10_000,
    });
    client.on('error', () => {});
    await client.connect();
    try {
      const { rows } = await client.query<{ version: string }>(
        `select current_setting('server_version_num') as version`,
      );
      return rows[0]?.version;
    } finally {
      await client.end();
    }
  } catch (error) {
    throw new Error(
      `The database cannot be reached (${formatError(error)}). Check DATABASE_URL, or unset it to use ` +
        'the embedded PostgreSQL.',
      { cause: error },
    );
  }
}

function formatError(error: unknown): string {
  // A host name with several addresses gives one error for each and no message of its own.
  if (error instanceof AggregateError) return error.errors.map(formatError).join('; ');
  return error instanceof Error ? error.message : String(error);
}
