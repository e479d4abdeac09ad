import { APIError, createAuthMiddleware, getSessionFromCtx, isAPIError } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';
import type { Deps } from '../platform/deps.ts';
import { passkeyNameSchema } from '../shared/staff-schemas.ts';
import { opaqueText } from '../shared/text-schemas.ts';
import { deleteEndedChallenges, findPasskeyOwner, findPasskeys } from './passkey-store.ts';
import { beginSignInAttempt } from './sign-in-attempts.ts';
import { readOrigin, refusal, type SignInRecords } from './sign-in-records.ts';
import { deleteSessions, setVerifiedAt } from './staff-store.ts';

const START_ADDING = '/passkey/generate-register-options';
const FINISH_ADDING = '/passkey/verify-registration';
const START_SIGN_IN = '/passkey/generate-authenticate-options';
const FINISH_SIGN_IN = '/passkey/verify-authentication';

export const PASSKEY_PATHS = [START_ADDING, FINISH_ADDING, START_SIGN_IN, FINISH_SIGN_IN];

/** Of one account. */
const PASSKEYS_MAX = 20;

const additionSchema = z.object({ name: passkeyNameSchema });
const answerSchema = z.object({
  response: z.object({ id: opaqueText.min(1).max(1400), type: z.literal('public-key') }),
});

/**
 * What the shop asks for around better-auth's passkeys: a recent proof before one is added, the limits of
 * sign-in, and records. At a session, an answer proves who sits there and opens no other session.
 *
 * @param options.reauthenticateAfterMs how old the proof may be
 */
export function createPasskeyHooks(
  deps: Pick<Deps, 'db' | 'clock'>,
  records: SignInRecords,
  options: { reauthenticateAfterMs: number },
) {
  return {
    before: [
      on(START_ADDING, async (ctx) => {
        const signedIn = await getSessionFromCtx<object, { verifiedAt: Date }>(ctx);
        if (!signedIn) return;
        const ageMs = deps.clock.now().getTime() - signedIn.session.verifiedAt.getTime();
        if (ageMs > options.reauthenticateAfterMs) {
          throw new APIError('FORBIDDEN', {
            code: 'REAUTHENTICATION_REQUIRED',
            message: 'Confirm who you are, then send the request again.',
          });
        }
        if ((await findPasskeys(deps.db, signedIn.user.id)).length < PASSKEYS_MAX) return;
        throw new APIError('CONFLICT', {
          code: 'TOO_MANY_PASSKEYS',
          message: `An account has at most ${PASSKEYS_MAX} passkeys; remove one first.`,
        });
      }),
      on(FINISH_ADDING, (ctx) => {
        const { data, error } = additionSchema.safeParse(ctx.body);
        if (error) throw invalid(error);
        return Promise.resolve({
          context: { body: { ...ctx.body, ...data, createSession: false } },
        });
      }),
      on(START_SIGN_IN, () => deleteEndedChallenges(deps.db)),
      on(FINISH_SIGN_IN, async (ctx) => {
        const { data, error } = answerSchema.safeParse(ctx.body);
        if (error) throw invalid(error);
        const [owner, signedIn] = await Promise.all([
          findPasskeyOwner(deps.db, data.response.id),
          getSessionFromCtx(ctx),
        ]);
        const email = owner?.email ?? '';
        const origin = await readOrigin(ctx, email);
        await records.begin(ctx, email, await beginSignInAttempt(deps, origin));
        if (!signedIn || signedIn.user.id === owner?.id) return;
        const message = 'This passkey is not of the account that is signed in.';
        await records.refuse(ctx, new APIError('FORBIDDEN', { code: 'OTHER_ACCOUNT', message }));
      }),
    ],
    after: [
      on(FINISH_ADDING, async (ctx) => {
        const { returned, session } = ctx.context;
        if (!session) return;
        if (!isAPIError(returned)) {
          await deleteSessions(deps.db, session.user.id, { except: session.session.id });
          const { name } = ctx.body as { name: string };
          return await records.record(ctx, session.user, 'auth.addPasskey', 'done', { name });
        }
        await records.record(ctx, session.user, 'auth.addPasskey', refusal(returned));
      }),
      on(FINISH_SIGN_IN, async (ctx) => {
        const { newSession, returned, session } = ctx.context;
        if (isAPIError(returned)) return await records.failed(ctx, returned);
        if (!newSession) return;
        await records.succeeded(ctx);
        if (!session) return await records.signedIn(ctx, newSession.user, 'passkey');
        await deleteSessions(deps.db, session.user.id, { only: newSession.session.id });
        await setVerifiedAt(deps.db, session.session.id, deps.clock.now());
        await setSessionCookie(ctx, session);
      }),
    ],
    /** better-auth answers 500 to a new passkey that does not verify, and says so only here. */
    async onResponse(response: Response) {
      if (response.status !== 500) return;
      const body = (await response.clone().json()) as { code?: string } | null;
      if (body?.code !== 'FAILED_TO_VERIFY_REGISTRATION') return;
      return { response: Response.json(body, { status: 400, headers: response.headers }) };
    },
  };
}

type Handler = Parameters<typeof createAuthMiddleware>[0];

function on(path: string, handler: Handler) {
  return {
    matcher: (request: { path?: string | undefined }) => request.path === path,
    handler: createAuthMiddleware(handler),
  };
}

function invalid({ issues }: z.ZodError): APIError {
  return new APIError('BAD_REQUEST', { code: 'VALIDATION', message: issues[0]?.message ?? '' });
}
