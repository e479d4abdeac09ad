const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const TYPES = ['type-only'];
const clientComponents = readdirSync(join(__dirname, 'app'), { recursive: true })
  .map((name) => join('app', name))
  .filter((file) => file.endsWith('.tsx') || file.endsWith('.ts'))
  .filter((file) => /^\s*(['"])use client\1/.test(readFileSync(join(__dirname, file), 'utf8')));

/** Import rules. The comment of each rule is its reason, printed when it is violated. */
const rules = [
  {
    name: 'no-cycles',
    comment: 'Files that need each other, even for a type, are one file or belong elsewhere.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-folder-cycles',
    comment: 'A folder is one capability; arrows between folders run one way, types included.',
    scope: 'folder',
    from: {},
    to: { circular: true },
  },
  {
    name: 'resolvable',
    comment: 'Nothing is bundled, so an unresolved import fails at run time.',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'db-at-the-bottom',
    comment: 'Everything uses the database folder, so it imports nothing else.',
    from: { path: '^db/' },
    to: { path: '^(app|server|workers|tools|e2e)/' },
  },
  {
    name: 'server-knows-no-caller',
    comment: 'The server is called by pages, jobs and tests, so it imports none of them.',
    from: { path: '^server/' },
    to: { path: '^(app|workers|tools|e2e)/|node_modules/(react|react-dom)/' },
  },
  {
    name: 'next-in-http-only',
    comment: 'Only the web process hosts Next; verbs must run in the worker too.',
    from: { path: '^(server|workers|db)/', pathNot: '^server/http/' },
    to: { path: 'node_modules/next/' },
  },
  {
    name: 'workers-are-shells',
    comment: 'A job calls a verb of the server; it needs no page and no tool.',
    from: { path: '^workers/' },
    to: { path: '^(app|tools|e2e)/' },
  },
  {
    name: 'pages-hold-no-sql',
    comment: 'Pages call the same procedures as the browser; SQL is in stores.',
    from: { path: '^app/' },
    to: { path: '^(db|workers|tools)/|node_modules/(kysely|pg|pg-boss)/' },
  },
  {
    name: 'client-components-import-shared-and-types',
    comment:
      'What a client component imports is sent to browsers: of the server, only server/shared ' +
      '(limits, schemas, money, languages) and types.',
    from: { path: clientComponents.map((file) => `^${RegExp.escape(file)}$`) },
    to: { path: '^server/', pathNot: '^server/shared/', dependencyTypesNot: TYPES },
  },
  {
    name: 'shared-runs-in-browsers',
    comment: 'server/shared is sent to browsers, so it imports nothing of ours and no Node module.',
    from: { path: '^server/shared/', pathNot: '\\.test\\.ts$' },
    to: { path: '^(db|server|app|workers|tools)/', pathNot: '^server/shared/' },
  },
  {
    name: 'sandbox-shares-no-code',
    comment: 'The sandbox replaces a third party; shared code would hide protocol mistakes.',
    from: { path: '^tools/payment-sandbox/' },
    to: { path: '^(app|server|db|workers)/|^tools/(?!payment-sandbox/)' },
  },
  {
    name: 'invariants-share-no-code',
    comment: 'They judge the shop from records alone; shared code would share its mistakes.',
    from: { path: '^tools/invariants/' },
    to: { path: '^(app|server|db|workers)/|^tools/(?!invariants/)' },
  },
  {
    name: 'simulator-runs-production-code',
    comment:
      'It runs the verbs, handlers and stores of production with its own dependencies, without the ' +
      'sandbox, the pages and the benchmark.',
    from: { path: '^tools/simulator/' },
    to: { path: '^(app|e2e)/|^tools/(payment-sandbox|scripts|bench)/' },
  },
  {
    name: 'trpc-in-trpc-and-http',
    comment: 'Verbs throw domain errors; one place maps them to the transport.',
    from: { path: '^(server|workers|db)/', pathNot: '^server/(trpc|http)/' },
    to: { path: 'node_modules/@trpc/server/' },
  },
  {
    name: 'sql-in-stores',
    comment:
      'Each table is read and written in one place, so that locks have one order. NOTIFY, LISTEN, ' +
      'fragments that stores share, EXPLAIN and the audit belong to no table.',
    from: {
      path: '^(server|workers)/',
      pathNot:
        '(-store|\\.test)\\.ts$|^server/(testing/|invariants/|platform/(change-notifier|sql-arrays|change-feed)\\.ts$)',
    },
    to: { path: 'node_modules/(kysely|pg)/', dependencyTypesNot: TYPES },
  },
  {
    name: 'routers-call-verbs',
    comment: 'A router parses, authorises and calls one verb, so all callers meet the same rules.',
    from: { path: '^server/trpc/', pathNot: '\\.test\\.ts$' },
    to: { path: '-store\\.ts$', dependencyTypesNot: TYPES },
  },
  {
    name: 'rules-are-pure',
    comment: 'Rules decide from their arguments alone, so that tests need no database.',
    from: {
      path: '^server/(checkout/(order|placement|payment)|limits/hold-limits|inventory/stock)\\.ts$',
    },
    to: {
      path: '^db/|-store\\.ts$|^node_modules/(kysely|pg|pg-boss)/',
      dependencyTypesNot: TYPES,
    },
  },
  {
    name: 'production-installs-no-dev-packages',
    comment:
      'A shop is installed with `npm ci --omit=dev`; what it runs must be in `dependencies`.',
    from: {
      path: '^(app|server|db|workers|tools/payment-sandbox)/',
      pathNot: '\\.test\\.tsx?$|/testing/|/test-sandbox\\.ts$',
    },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: TYPES },
  },
  {
    name: 'tests-at-the-edge',
    comment: 'Test code (*.test.ts, testing/) must not run in production.',
    from: {
      path: '^(app|server|db|workers|tools/payment-sandbox)/',
      pathNot: '\\.test\\.tsx?$|/testing/|/test-sandbox\\.ts$',
    },
    to: {
      path: '^(app|server|db|workers)/.*(\\.test\\.tsx?$|/testing/)|/test-sandbox\\.ts$',
      dependencyTypesNot: TYPES,
    },
  },
];

module.exports = {
  forbidden: rules.map((rule) => ({ severity: 'error', ...rule })),
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
