import { CSV_BYTES_MAX, PICTURE_BYTES_MAX } from '../shared/limits.ts';
import { PICTURES_PATH } from '../shared/pictures.ts';
import { EXPORT_PATH } from '../shared/product-import.ts';

const SECOND_MS = 1000;

/** What a route accepts, and how long it may take. */
export interface Route {
  /** The path; if it ends with a slash, everything below it too; or a pattern of paths. */
  path: string | RegExp;
  /** Others get 405. HEAD is answered wherever GET is. */
  methods: readonly ('GET' | 'HEAD' | 'POST')[];
  /** Size of a body in bytes; with 0, a request that has one is refused. */
  bodyBytesMax: number;
  /** The handler reads the body itself, within these limits, once it knows the caller. */
  streamsBody?: true;
  /** The body must have arrived this long after the head of the request. */
  bodyMs: number;
  /** The answer must have been sent this long after the head of the request. */
  answerMs: number;
  /** What a request takes from the budget of its network; one query or mutation costs 1. */
  cost: number;
  /** Keeps the process busy: requests of one network are answered a few at a time. */
  isHeavy: boolean;
  /** Refuses what a page of another site made the browser send. */
  checksOrigin: boolean;
  /** What the buyer cookie is to an answer: nothing, what it depends on, or what it may also set. */
  buyer: 'ignored' | 'read' | 'renewed';
  /** Answers are for the one who asked: nobody may store them. */
  isPrivate: boolean;
  /** What a browser may do with an answer; see security-headers.ts. */
  content: 'page' | 'data' | 'file';
}

const READ = ['GET', 'HEAD'] as const;
const READ_OR_POST = ['GET', 'HEAD', 'POST'] as const;

const noBody = { bodyBytesMax: 0, bodyMs: 0 };
const jsonBody = { bodyBytesMax: 256 * 1024, bodyMs: 20 * SECOND_MS };
const read = { methods: READ, ...noBody, answerMs: 60 * SECOND_MS, isHeavy: false } as const;
const forEverybody = { checksOrigin: false, buyer: 'ignored', isPrivate: false } as const;
const file = { ...read, ...forEverybody, content: 'file' } as const;
const page = { ...read, ...forEverybody, cost: 5, isHeavy: true, content: 'page' } as const;
const data = { checksOrigin: true, buyer: 'ignored', isPrivate: true, content: 'data' } as const;
const procedure = { ...data, buyer: 'renewed', isHeavy: false } as const;
const csvFile = {
  methods: ['POST'],
  bodyBytesMax: CSV_BYTES_MAX,
  streamsBody: true,
  bodyMs: 140 * SECOND_MS,
  answerMs: 600 * SECOND_MS,
  cost: 20,
  ...procedure,
} as const;
/** A stream ends itself earlier. */
const stream = { methods: READ, ...noBody, answerMs: 3600 * SECOND_MS, cost: 5 };

/**
 * Every route of the web process; the first that matches is taken. The request handler knows no other
 * paths, and enforces these limits before a route's code runs.
 */
export const ROUTES = {
  procedureWithPicture: {
    path: '/api/trpc/admin.products.uploadPicture',
    methods: ['POST'],
    bodyBytesMax: PICTURE_BYTES_MAX,
    streamsBody: true,
    bodyMs: 120 * SECOND_MS,
    answerMs: 180 * SECOND_MS,
    cost: 20,
    ...procedure,
  },
  productImport: { path: '/api/trpc/admin.products.import', ...csvFile },
  productImportPreview: { path: '/api/trpc/admin.products.previewImport', ...csvFile },
  productExport: {
    path: EXPORT_PATH,
    methods: ['GET'],
    ...noBody,
    answerMs: 600 * SECOND_MS,
    cost: 20,
    isHeavy: true,
    ...data,
  },
  orderChanges: {
    path: '/api/trpc/orders.changes',
    ...stream,
    ...procedure,
  },
  staffChanges: {
    path: '/api/trpc/admin.changes',
    ...stream,
    ...procedure,
  },
  procedures: {
    path: '/api/trpc/',
    methods: READ_OR_POST,
    ...jsonBody,
    answerMs: 60 * SECOND_MS,
    // For each query of a batch.
    cost: 1,
    ...procedure,
  },
  webhook: {
    path: '/api/webhooks/stripe',
    methods: ['POST'],
    ...jsonBody,
    answerMs: 60 * SECOND_MS,
    // The payment service sends as many as there are payments; only forged ones cost.
    cost: 0,
    isHeavy: false,
    ...data,
    // It is no browser; its signature is checked.
    checksOrigin: false,
  },
  staffAccounts: {
    path: '/api/auth/',
    methods: READ_OR_POST,
    bodyBytesMax: 16 * 1024,
    bodyMs: 10 * SECOND_MS,
    answerMs: 30 * SECOND_MS,
    cost: 5,
    isHeavy: true,
    ...data,
  },
  /** Whether this process runs: for what restarts it. */
  alive: { path: '/livez', ...read, ...data, checksOrigin: false, cost: 1 },
  /** Whether it can serve: for what sends it requests. */
  ready: { path: '/readyz', ...read, ...data, checksOrigin: false, cost: 1 },
  pictures: { path: PICTURES_PATH, ...file, cost: 0.1 },
  /** Next's error overlay asks for source lines; answered in development only. */
  developmentTools: {
    path: '/__nextjs_original-stack-frames',
    methods: ['POST'],
    ...jsonBody,
    streamsBody: true,
    answerMs: 60 * SECOND_MS,
    cost: 1,
    isHeavy: false,
    ...data,
  },
  /** Next's own optimiser: pictures are stored in the sizes that pages show. */
  imageOptimizer: { path: '/_next/image', ...file, cost: 1 },
  builtFiles: { path: '/_next/', ...file, cost: 0.1 },
  /** The address of no page has a dot. */
  publicFiles: { path: /\.(svg|png|jpg|webp|avif|ico|txt|xml|webmanifest)$/, ...file, cost: 0.1 },
  orderPages: { path: '/orders/', ...page, isPrivate: true, buyer: 'renewed' },
  staffPages: { path: '/admin/', ...page, isPrivate: true },
  pages: { path: '/', ...page },
} satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;

const entries = Object.entries(ROUTES) as [RouteName, Route][];

/**
 * The route of a path. Paths that no other route has are pages.
 * @param path without query, beginning with a slash
 */
export function matchRoute(path: string): { name: RouteName; route: Route } {
  for (const [name, route] of entries) {
    if (matches(route.path, path)) return { name, route };
  }
  return { name: 'pages', route: ROUTES.pages };
}

function matches(expected: Route['path'], path: string): boolean {
  if (typeof expected !== 'string') return expected.test(path);
  if (!expected.endsWith('/')) return path === expected;
  return path.startsWith(expected) || path === expected.slice(0, -1);
}

/** Browsers and proxies handle longer ones differently; the longest of ours is a cart of 50 SKUs. */
export const URL_CHARS_MAX = 8_000;
