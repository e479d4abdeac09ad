// npm run generate-types: writes db/schema.ts, the row types, from a freshly migrated database.
// --check compares instead, and exits with 1 when the file is outdated.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { generate, PostgresDialect, RawExpressionNode, type Overrides } from 'kysely-codegen';
import { createDatabase, createPool, type Database } from '#db/client.ts';
import { migrate } from '#db/migrate.ts';
import { startTemporaryServer } from '#db/testing/temporary-server.ts';

const SCHEMA_FILE = join(import.meta.dirname, '../../db/schema.ts');

/** Types of the JSON columns, which PostgreSQL does not know: written as text, read as values. */
const JSON_COLUMNS = {
  'products.images':
    'ColumnType<{ src: string; alt: string; options?: Record<string, string> }[], string>',
  'products.translations':
    'Generated<ColumnType<{ zh?: { name?: string; category?: string; description?: string; ' +
    'alts: Record<string, string>; options: Record<string, string> } }, string>>',
  'skus.options': 'ColumnType<Record<string, string>, string>',
  'staff_actions.details': 'Generated<ColumnType<Record<string, unknown>, string>>',
  'staff_actions.result': 'Generated<ColumnType<Record<string, unknown>, string, string>>',
};

const server = await startTemporaryServer();
try {
  const ownerUrl = server.ownerUrl();
  await migrate({ ownerUrl, servingUrl: server.databaseUrl() });
  const db = createDatabase(createPool(ownerUrl, { name: 'holdfast types', max: 1 }));
  try {
    writeOrCompare(await generateSchema(db));
  } finally {
    await db.destroy();
  }
} finally {
  await server.stop();
}

function writeOrCompare(generated: string): void {
  if (!process.argv.includes('--check')) {
    writeFileSync(SCHEMA_FILE, generated);
  } else if (readFileSync(SCHEMA_FILE, 'utf8') !== generated) {
    console.error('db/schema.ts does not match the migrations: run "npm run generate-types".');
    process.exitCode = 1;
  }
}

async function generateSchema(db: Database): Promise<string> {
  const columns = { ...JSON_COLUMNS, ...(await findEnumColumns(db)) };
  const generated = await generate({
    db,
    dialect: new PostgresDialect(),
    defaultSchemas: ['public'],
    includePattern: 'public.*',
    // Tables of Kysely's migrator.
    excludePattern: 'kysely_*',
    overrides: {
      columns: Object.fromEntries(
        Object.entries(columns).map(([column, type]) => [column, new RawExpressionNode(type)]),
      ),
    } satisfies Overrides,
    // db/client.ts reads bigint as a number.
    typeMapping: { int8: 'number' },
    outFile: null,
  });
  return `${generated.trimEnd()}\n`;
}

/** Columns whose CHECK lists their values, such as `state in ('active', …)`, become union types. */
async function findEnumColumns(db: Database): Promise<Record<string, string>> {
  const { rows } = await sql<{
    column: string;
    definition: string;
    not_null: boolean;
    has_default: boolean;
  }>`
    select conrelid::regclass || '.' || attname as column,
           pg_get_constraintdef(pg_constraint.oid) as definition,
           attnotnull as not_null,
           atthasdef as has_default
    from pg_constraint
    join pg_attribute on attrelid = conrelid and array[attnum] = conkey
    where contype = 'c' and connamespace = 'public'::regnamespace
  `.execute(db);
  const closed = rows.flatMap(({ column, definition, not_null, has_default }) => {
    const list = /^CHECK \(\(\w+ = ANY \(ARRAY\[(.+)\]\)\)\)$/.exec(definition)?.[1];
    if (!list) return [];
    const values = list.split(', ').map((value) => value.replace(/::\w+$/, ''));
    const type = [...values, ...(not_null ? [] : ['null'])].join(' | ');
    return [[column, has_default ? `Generated<${type}>` : type] as const];
  });
  return Object.fromEntries(closed);
}
