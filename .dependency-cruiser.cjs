const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const TYPES = ['type-only'];
const clientComponents = readdirSync(join(__dirname, 'app'), { recursive: true })
  .map((name) => join('app', name))
  .filter((file) => file.endsWith('.tsx') || file.endsWith('.ts'))
  .filter((file) => /^\s*(['"])use client\1/.test(readFileSync(join(__dirname, file), 'utf8')));

/** Who may import whom. The comment of each rule is its reason, and is printed when it is broken. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Files that need each other are one file, or their rooms are drawn wrong.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: TYPES } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'An import that resolves to nothing fails at run time, since nothing is bundled.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'db-is-the-ground',
      severity: 'error',
      comment: 'The database room is what everything stands on: it imports nothing above it.',
      from: { path: '^db/' },
      to: { path: '^(app|server|workers|payment-sandbox|scripts|e2e|bench|simulator|chaos)/' },
    },
    {
      name: 'server-knows-no-entrance',
      severity: 'error',
      comment: 'What the shop does is the same from a page, a job and a test, so it knows none.',
      from: { path: '^server/' },
      to: {
        path: '^(app|workers|payment-sandbox|scripts|e2e|bench|simulator|chaos)/|node_modules/(react|react-dom)/',
      },
    },
    {
      name: 'next-at-the-front-door',
      severity: 'error',
      comment: 'Only the front door hosts Next; verbs must run in the worker too.',
      from: { path: '^(server|workers|db)/', pathNot: '^server/http/' },
      to: { path: 'node_modules/next/' },
    },
    {
      name: 'workers-are-shells',
      severity: 'error',
      comment: 'A job calls a verb of the server; it needs no page and no stand-in for a service.',
      from: { path: '^workers/' },
      to: { path: '^(app|payment-sandbox|scripts|e2e|bench|simulator|chaos)/' },
    },
    {
      name: 'pages-hold-no-sql',
      severity: 'error',
      comment: 'Pages ask the server, by the same procedures as the browser; SQL lives in stores.',
      from: { path: '^app/' },
      to: { path: '^(db|workers|payment-sandbox|scripts)/|node_modules/(kysely|pg|pg-boss)/' },
    },
    {
      name: 'client-components-import-types-only',
      severity: 'error',
      comment:
        'What a client component imports is sent to browsers: of the server, types and the zod ' +
        'schemas of its input (*-input.ts) only.',
      from: { path: clientComponents.map((file) => `^${RegExp.escape(file)}$`) },
      to: { path: '^server/', pathNot: '-input\\.ts$', dependencyTypesNot: TYPES },
    },
    {
      name: 'sandbox-stays-a-stranger',
      severity: 'error',
      comment: 'The sandbox stands in for a third party; shared code would hide protocol mistakes.',
      from: { path: '^payment-sandbox/' },
      to: { path: '^(app|server|db|workers|scripts)/' },
    },
    {
      name: 'nobody-needs-the-sandbox',
      severity: 'error',
      comment: 'The shop speaks to it over the wire only, as to the real payment service.',
      from: { path: '^(app|server|db|workers)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^payment-sandbox/' },
    },
    {
      name: 'simulator-simulates-the-real-shop',
      severity: 'error',
      comment:
        'It drives the verbs, handlers and stores of production and brings only what they are given; ' +
        'the sandbox, the pages and the bench have no part in it.',
      from: { path: '^simulator/' },
      to: { path: '^(app|payment-sandbox|scripts|e2e|bench)/' },
    },
    {
      name: 'trpc-in-its-room',
      severity: 'error',
      comment: 'Verbs throw domain errors; the transport and its errors are known in one place.',
      from: { path: '^(server|workers|db)/', pathNot: '^server/(trpc|http)/' },
      to: { path: 'node_modules/@trpc/server/' },
    },
    {
      name: 'sql-in-stores',
      severity: 'error',
      comment:
        'Each table has one place that reads and writes it, so locks are taken in one order. ' +
        'NOTIFY, LISTEN, a fragment that stores share, EXPLAIN and the audit belong to no table.',
      from: {
        path: '^(server|workers)/',
        pathNot:
          '(-store|\\.test)\\.ts$|^server/(announce|any-of|change-feed|test-explain|test-round-trips|stock/audit)\\.ts$',
      },
      to: { path: 'node_modules/(kysely|pg)/', dependencyTypesNot: TYPES },
    },
    {
      name: 'routers-call-verbs',
      severity: 'error',
      comment: 'A router parses, authorises and calls one verb, so every entrance meets its rules.',
      from: { path: '^server/trpc/', pathNot: '\\.test\\.ts$' },
      to: { path: '-store\\.ts$', dependencyTypesNot: TYPES },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      comment:
        'Rules decide from what they are given, so that tables test them without a database.',
      from: { path: '^server/(orders/(order|placement)|stock/stock|payments/payment)\\.ts$' },
      to: {
        path: '^db/|-store\\.ts$|^node_modules/(kysely|pg|pg-boss)/',
        dependencyTypesNot: TYPES,
      },
    },
    {
      name: 'tests-at-the-edge',
      severity: 'error',
      comment: 'What only tests need (*.test.ts, test-*.ts) must not run in production.',
      from: {
        path: '^(app|server|db|workers|payment-sandbox)/',
        pathNot: '\\.test\\.tsx?$|/test-[^/]+\\.ts$',
      },
      to: {
        path: '\\.test\\.tsx?$|/test-[^/]+\\.ts$',
        // Cards that the sandbox knows, as payment services publish them.
        pathNot: '/test-cards\\.ts$',
        dependencyTypesNot: TYPES,
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.css$|^\\.next/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.cjs', '.mjs', '.json'],
    },
  },
};
