import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthMiddleware, getSessionFromCtx, isAPIError } from 'better-auth/api';
import type { Deps } from '../platform/deps.ts';
import { createPasskeyHooks, PASSKEY_PATHS } from './passkey-hooks.ts';
import { beginSignInAttempt, beginVerification } from './sign-in-attempts.ts';
import { createSignInRecords, readOrigin, refusal, type Context } from './sign-in-records.ts';
import { deleteSessions, findSignInState } from './staff-store.ts';

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
  ...PASSKEY_PATHS,
]);

/** Take the password of somebody who is signed in. What they do is recorded under these names. */
const PASSWORD_PATHS: Readonly<Record<string, string>> = {
  '/two-factor/enable': 'auth.setUpTwoFactor',
  '/two-factor/disable': 'auth.disableTwoFactor',
  '/two-factor/generate-backup-codes': 'auth.replaceBackupCodes',
};
const CODE_PATHS: readonly string[] = ['/two-factor/verify-totp', '/two-factor/verify-backup-code'];

/**
 * What a web process adds to better-auth: only the paths that are needed answer, attempts to sign in are
 * limited, deactivated accounts get no session, a password alone signs in to no account that has another
 * factor, and the audit trail gets sign-ins, failures and changes.
 *
 * @param options.isLive administrators of a live shop keep a second factor
 * @param options.reauthenticateAfterMs how long a proof of who sits at a session counts
 */
export function createSignInGuard(
  deps: Pick<Deps, 'db' | 'log' | 'newId' | 'clock'>,
  options: { publicUrl: string; isLive: boolean; reauthenticateAfterMs: number },
): BetterAuthPlugin {
  const basePath = new URL('/api/auth', options.publicUrl).pathname;
  const records = createSignInRecords(deps);
  const passkeyHooks = createPasskeyHooks(deps, records, options);

  return {
    id: 'holdfast-sign-in-guard',
    onRequest: (request) => {
      const { pathname } = new URL(request.url);
      const isOpen =
        pathname.startsWith(basePath) && OPEN_PATHS.has(pathname.slice(basePath.length));
      const notFound = { response: new Response(null, { status: 404 }) };
      return Promise.resolve(isOpen ? undefined : notFound);
    },
    onResponse: passkeyHooks.onResponse,
    init: () => ({
      options: {
        databaseHooks: {
          session: {
            create: {
              before: async ({ userId }, ctx) => {
                const state = await findSignInState(deps.db, userId);
                if (state?.deactivatedAt) {
                  throw new APIError('UNAUTHORIZED', {
                    code: 'DEACTIVATED',
                    message: 'This account is deactivated; ask an administrator.',
                  });
                }
                // With an authenticator app, better-auth takes the session back and asks for the code.
                if (ctx?.path === '/sign-in/email' && state?.hasPasskey && !state.hasTotp) {
                  throw new APIError('FORBIDDEN', {
                    code: 'PASSKEY_REQUIRED',
                    message: 'This account signs in with its passkey.',
                  });
                }
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
            const origin = await readOrigin(ctx, email);
            await records.begin(ctx, email, await beginSignInAttempt(deps, origin));
          }),
        },
        {
          matcher: ({ path = '' }) => path in PASSWORD_PATHS,
          handler: createAuthMiddleware(async (ctx) => {
            const session = await getSessionFromCtx(ctx);
            if (!session) return;
            const attempt = await beginVerification(deps, session.session.id);
            await records.begin(ctx, session.user.email, attempt);
            if (ctx.path === '/two-factor/disable') await assertKeepsFactor(ctx, session.user);
          }),
        },
        {
          matcher: ({ path }) => path === '/sign-out',
          handler: createAuthMiddleware(async (ctx) => {
            const session = await getSessionFromCtx(ctx);
            if (session) await records.record(ctx, session.user, 'auth.signOut', 'done');
          }),
        },
        ...passkeyHooks.before,
      ],
      after: [
        {
          matcher: ({ path }) => path === '/sign-in/email',
          handler: createAuthMiddleware(async (ctx) => {
            const { newSession, returned } = ctx.context;
            if (isAPIError(returned)) return await records.failed(ctx, returned);
            await records.succeeded(ctx);
            // No session yet: the second factor is missing.
            if (newSession) await records.signedIn(ctx, newSession.user, 'password');
          }),
        },
        {
          matcher: ({ path = '' }) => CODE_PATHS.includes(path),
          handler: createAuthMiddleware(async (ctx) => {
            const { newSession, returned, session } = ctx.context;
            if (isAPIError(returned)) {
              if (session)
                await records.record(ctx, session.user, 'auth.verifyCode', refusal(returned));
              return;
            }
            if (!newSession) return;
            if (!session) return await records.signedIn(ctx, newSession.user, 'code');
            await deleteSessions(deps.db, newSession.user.id, { except: newSession.session.id });
            await records.record(ctx, newSession.user, 'auth.enableTwoFactor', 'done');
          }),
        },
        {
          matcher: ({ path = '' }) => path in PASSWORD_PATHS,
          handler: createAuthMiddleware(async (ctx) => {
            const { returned, session } = ctx.context;
            if (!session) return;
            const outcome = isAPIError(returned) ? refusal(returned) : 'done';
            if (outcome === 'done') await records.succeeded(ctx);
            await records.record(ctx, session.user, PASSWORD_PATHS[ctx.path]!, outcome);
          }),
        },
        ...passkeyHooks.after,
      ],
    },
  };

  /** @throws APIError LAST_SECOND_FACTOR when an administrator of a live shop would be left without one */
  async function assertKeepsFactor(
    ctx: Context,
    user: { id: string; role?: unknown; email: string },
  ) {
    if (!options.isLive || user.role !== 'admin') return;
    if ((await findSignInState(deps.db, user.id))?.hasPasskey) return;
    const error = new APIError('CONFLICT', {
      code: 'LAST_SECOND_FACTOR',
      message: 'Administrators of a live shop need a second factor; add a passkey first.',
    });
    await records.record(ctx, user, PASSWORD_PATHS[ctx.path]!, refusal(error));
    throw error;
  }
}

function readEmail(ctx: Context): string {
  const { email } = (ctx.body ?? {}) as { email?: unknown };
  return typeof email === 'string' ? email.toLowerCase() : '';
}
