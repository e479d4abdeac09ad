/** Code that is mutated together, and the tests that may kill its mutants. */
export interface Group {
  files: string[];
  tests: string[];
  /** Whether the tests need PostgreSQL. */
  database: boolean;
}

const checkout = (names: string[], ending: string) =>
  names.map((name) => `server/checkout/${name}${ending}`);

export const groups: Record<string, Group> = {
  /** Pure rules: their unit tests alone must kill the mutants. */
  rules: {
    files: [
      ...checkout(['order', 'payment', 'placement'], '.ts'),
      'server/inventory/stock.ts',
      'server/platform/group-commit.ts',
    ],
    tests: [
      ...checkout(['order', 'payment', 'placement'], '.test.ts'),
      'server/inventory/stock.test.ts',
      'server/platform/group-commit.test.ts',
    ],
    database: false,
  },
  // Verbs, each with the database tests of its own step. Stores are left out: their code is SQL.
  place: {
    files: checkout(['place-orders'], '.ts'),
    tests: checkout(['place-orders'], '.test.ts'),
    database: true,
  },
  pay: {
    files: checkout(['request-payment', 'record-payments', 'record-event', 'settle-orders'], '.ts'),
    tests: checkout(['request-payment', 'record-payments', 'record-event'], '.test.ts'),
    database: true,
  },
  close: {
    files: checkout(
      ['close-orders', 'cancel-order', 'recover-order', 'recover-stock', 'sweep'],
      '.ts',
    ),
    tests: checkout(['close-orders', 'cancel-order', 'recover-stock', 'sweep'], '.test.ts'),
    database: true,
  },
};

/** The group that this process of Stryker or Vitest works for; set by main.ts. */
export function currentGroup(): { name: string } & Group {
  const name = process.env.MUTATION_GROUP ?? 'rules';
  const group = groups[name];
  if (!group) throw new Error(`There is no group ${name}, only ${Object.keys(groups).join(', ')}.`);
  return { name, ...group };
}
