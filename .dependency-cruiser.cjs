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
      comment: 'Files that need each other, even for a type, are one file or belong elsewhere.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-folder-cycles',
      severity: 'error',
      comment: 'A folder is one capability; arrows between folders run one way, types included.',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'An import that resolves to nothing fails at run time, since nothing is bundled.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'db-at-the-bottom',
      severity: 'error',
      comment: 'Everything stands on the database folder: it imports nothing above it.',
      from: { path: '^db/' },
      to: { path: '^(app|server|workers|tools|e2e)/' },
    },
    {
      name: 'server-knows-no-caller',
      severity: 'error',
      comment: 'What the shop does is the same from a page, a job and a test, so it imports none.',
      from: { path: '^server/' },
      to: { path: '^(app|workers|tools|e2e)/|node_modules/(react|react-dom)/' },
    },
    {
      name: 'next-in-http-only',
      severity: 'error',
      comment: 'Only the web process hosts Next; verbs must run in the worker too.',
      from: { path: '^(server|workers|db)/', pathNot: '^server/http/' },
      to: { path: 'node_modules/next/' },
    },
    {
      name: 'workers-are-shells',
      severity: 'error',
      comment: 'A job calls a verb of the server; it needs no page and no tool.',
      from: { path: '^workers/' },
      to: { path: '^(app|tools|e2e)/' },
    },
    {
      name: 'pages-hold-no-sql',
      severity: 'error',
      comment: 'Pages ask the server, by the same procedures as the browser; SQL lives in stores.',
      from: { path: '^app/' },
      to: { path: '^(db|workers|tools)/|node_modules/(kysely|pg|pg-boss)/' },
    },
    {
      name: 'client-components-import-shared-and-types',
      severity: 'error',
      comment:
        'What a client component imports is sent to browsers: of the server, only server/shared ' +
        '(limits, schemas, money, languages) and types.',
      from: { path: clientComponents.map((file) => `^${RegExp.escape(file)}$`) },
      to: { path: '^server/', pathNot: '^server/shared/', dependencyTypesNot: TYPES },
    },
    {
      name: 'shared-runs-in-browsers',
      severity: 'error',
      comment:
        'server/shared is sent to browsers, so it imports nothing of ours and no Node module.',
      from: { path: '^server/shared/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(db|server|app|workers|tools)/', pathNot: '^server/shared/' },
    },
    {
      name: 'sandbox-shares-no-code',
      severity: 'error',
      comment: 'The sandbox stands in for a third party; shared code would hide protocol mistakes.',
      from: { path: '^tools/payment-sandbox/' },
      to: { path: '^(app|server|db|workers)/|^tools/(?!payment-sandbox/)' },
    },
    {
      name: 'simulator-runs-production-code',
      severity: 'error',
      comment:
        'It drives the verbs, handlers and stores of production and brings only what they are given; ' +
        'the sandbox, the pages and the bench have no part in it.',
      from: { path: '^tools/simulator/' },
      to: { path: '^(app|e2e)/|^tools/(payment-sandbox|scripts|bench)/' },
    },
    {
      name: 'trpc-in-trpc-and-http',
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
          '(-store|\\.test)\\.ts$|^server/(testing/|invariants/|platform/(change-notifier|sql-arrays|change-feed)\\.ts$)',
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
      from: { path: '^server/(checkout/(order|placement|payment)|inventory/stock)\\.ts$' },
      to: {
        path: '^db/|-store\\.ts$|^node_modules/(kysely|pg|pg-boss)/',
        dependencyTypesNot: TYPES,
      },
    },
    {
      name: 'tests-at-the-edge',
      severity: 'error',
      comment: 'What only tests need (*.test.ts, testing/) must not run in production.',
      from: {
        path: '^(app|server|db|workers|tools/payment-sandbox)/',
        pathNot: '\\.test\\.tsx?$|/testing/|/test-sandbox\\.ts$',
      },
      to: {
        path: '^(app|server|db|workers)/.*(\\.test\\.tsx?$|/testing/)|/test-sandbox\\.ts$',
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
