import { createHash, randomBytes } from 'node:crypto';
import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthMiddleware, getSessionFromCtx, isAPIError } from 'better-auth/api';
import type { Deps } from '../platform/deps.ts';
import { CLIENT_NETWORK_HEADER } from './auth.ts';
import { recordAccountEvent, type AccountEvent } from './record-account-event.ts';
import { beginSignInAttempt, beginVerification, type SignInAttempt } from './sign-in-attempts.ts';
import { deleteSessions, findStaffByEmail, isDeactivated } from './staff-store.ts';

/** The paths below /api/auth that browsers need. Accounts are changed by our own procedures. */
const OPEN_PATHS: ReadonlySet<string> = new Set([
  '/sign-in/email',
  '/sign-out',
  '/get-session',
  '/two-factor/enable',
  '/two-factor/disable',
  '/two-factor/generate-backup-codes',
  '/two-factor/verify-totp',
  '/two-factor/verify-backup-code',
]);

/** Take the password of somebody who is signed in. What they do is recorded under these names. */
const PASSWORD_PATHS: Readonly<Record<string, string>> = {
  '/two-factor/enable': 'auth.setUpTwoFactor',
  '/two-factor/disable': 'auth.disableTwoFactor',
  '/two-factor/generate-backup-codes': 'auth.replaceBackupCodes',
};
const CODE_PATHS: readonly string[] = ['/two-factor/verify-totp', '/two-factor/verify-backup-code'];

const DEVICE_COOKIE = 'device';
/** Browsers keep no cookie longer. */
const DEVICE_S = 400 * 24 * 60 * 60;

type Context = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

/**
 * What a web process adds to better-auth: only the paths that are needed answer, attempts to sign in are
 * limited, deactivated accounts get no session, and the audit trail gets sign-ins, failures and changes.
 */
export function createSignInGuard(
  deps: Pick<Deps, 'db' | 'log' | 'newId' | 'clock'>,
  { publicUrl }: { publicUrl: string },
): BetterAuthPlugin {
  const basePath = new URL('/api/auth', publicUrl).pathname;
  const attempts = new WeakMap<object, SignInAttempt>();

  return {
    id: 'holdfast-sign-in-guard',
    onRequest: (request) => {
      const { pathname } = new URL(request.url);
      const isOpen =
        pathname.startsWith(basePath) && OPEN_PATHS.has(pathname.slice(basePath.length));
      const notFound = { response: new Response(null, { status: 404 }) };
      return Promise.resolve(isOpen ? undefined : notFound);
    },
    init: () => ({
      options: {
        databaseHooks: {
          session: {
            create: {
              before: async ({ userId }) => {
                if (!(await isDeactivated(deps.db, userId))) return;
                throw new APIError('UNAUTHORIZED', {
                  code: 'DEACTIVATED',
                  message: 'This account is deactivated; ask an administrator.',
                });
              },
            },
          },
        },
      },
    }),
    hooks: {
      before: [
        {
          matcher: ({ path }) => path === '/sign-in/email',
          handler: createAuthMiddleware(async (ctx) => {
            const email = readEmail(ctx);
            const device = await readDevice(ctx, email);
            const attempt = { email, network: readNetwork(ctx), device };
            await begin(ctx, await beginSignInAttempt(deps, attempt));
          }),
        },
        {
          matcher: ({ path = '' }) => path in PASSWORD_PATHS,
          handler: createAuthMiddleware(async (ctx) => {
            const session = await getSessionFromCtx(ctx);
            if (session) await begin(ctx, await beginVerification(deps, session.session.id));
          }),
        },
        {
          matcher: ({ path }) => path === '/sign-out',
          handler: createAuthMiddleware(async (ctx) => {
            const session = await getSessionFromCtx(ctx);
            if (session) await record(ctx, session.user, 'auth.signOut', 'done');
          }),
        },
      ],
      after: [
        {
          matcher: ({ path }) => path === '/sign-in/email',
          handler: createAuthMiddleware(async (ctx) => {
            const { newSession, returned } = ctx.context;
            const attempt = attempts.get(ctx.context);
            if (isAPIError(returned)) return await recordFailure(ctx, returned, attempt);
            await attempt?.succeeded();
            // No session yet: the second factor is missing.
            if (newSession) await signedIn(ctx, newSession.user, 'password');
          }),
        },
        {
          matcher: ({ path = '' }) => CODE_PATHS.includes(path),
          handler: createAuthMiddleware(async (ctx) => {
            const { newSession, returned, session } = ctx.context;
            if (isAPIError(returned)) {
              if (session) await record(ctx, session.user, 'auth.verifyCode', refusal(returned));
              return;
            }
            if (!newSession) return;
            if (!session) return await signedIn(ctx, newSession.user, 'code');
            await deleteSessions(deps.db, newSession.user.id, { except: newSession.session.id });
            await record(ctx, newSession.user, 'auth.enableTwoFactor', 'done');
          }),
        },
        {
          matcher: ({ path = '' }) => path in PASSWORD_PATHS,
          handler: createAuthMiddleware(async (ctx) => {
            const { returned, session } = ctx.context;
            if (!session) return;
            const outcome = isAPIError(returned) ? refusal(returned) : 'done';
            if (outcome === 'done') await attempts.get(ctx.context)?.succeeded();
            await record(ctx, session.user, PASSWORD_PATHS[ctx.path]!, outcome);
          }),
        },
      ],
    },
  };

  async function begin(ctx: Context, attempt: SignInAttempt): Promise<void> {
    attempts.set(ctx.context, attempt);
    if (attempt.allowed) return;
    const error = new APIError('TOO_MANY_REQUESTS', {
      code: 'RATE_LIMITED',
      message: 'Too many attempts. Wait 15 minutes, then try again.',
    });
    // An error before the endpoint skips the hooks after it.
    await recordFailure(ctx, error, attempt);
    throw error;
  }

  async function recordFailure(
    ctx: Context,
    error: { body?: { code?: string | undefined } | undefined },
    attempt: SignInAttempt | undefined,
  ): Promise<void> {
    if (!(await attempt?.isRecorded())) return;
    const user = ctx.context.session?.user ?? (await findStaffByEmail(deps.db, readEmail(ctx)));
    await record(ctx, user ?? null, 'auth.signIn', refusal(error));
  }

  async function signedIn(
    ctx: Context,
    user: { id: string; email: string },
    by: 'password' | 'code',
  ): Promise<void> {
    const cookie = ctx.context.createAuthCookie(DEVICE_COOKIE, { maxAge: DEVICE_S });
    const value = `${hashEmail(user.email)}!${randomBytes(16).toString('base64url')}`;
    await ctx.setSignedCookie(cookie.name, value, ctx.context.secret, cookie.attributes);
    await record(ctx, user, 'auth.signIn', 'done', { by });
  }

  async function record(
    ctx: Context,
    user: AccountEvent['user'],
    action: string,
    outcome: string,
    details: Record<string, string> = {},
  ): Promise<void> {
    const event = { user, action, outcome, details: { ...details, network: readNetwork(ctx) } };
    await recordAccountEvent(deps, event);
  }
}

function readEmail(ctx: Context): string {
  const { email } = (ctx.body ?? {}) as { email?: unknown };
  return typeof email === 'string' ? email.toLowerCase() : '';
}

function readNetwork(ctx: Context): string {
  return ctx.headers?.get(CLIENT_NETWORK_HEADER) ?? 'unknown';
}

/** The id of this device, if it has signed in to the account before. */
async function readDevice(ctx: Context, email: string): Promise<string | null> {
  const { name } = ctx.context.createAuthCookie(DEVICE_COOKIE);
  const value = await ctx.getSignedCookie(name, ctx.context.secret);
  const [account, device] = (value || '').split('!');
  return account === hashEmail(email) && device ? device : null;
}

function hashEmail(email: string): string {
  return createHash('sha256').update(email).digest('base64url').slice(0, 22);
}

function refusal({ body }: { body?: { code?: string | undefined } | undefined }): string {
  return `refused: ${body?.code ?? 'FAILED'}`;
}
