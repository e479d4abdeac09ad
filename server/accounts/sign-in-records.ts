import { createHash, randomBytes } from 'node:crypto';
import { APIError, type createAuthMiddleware } from 'better-auth/api';
import type { Deps } from '../platform/deps.ts';
import { CLIENT_NETWORK_HEADER } from './auth.ts';
import { recordAccountEvent, type AccountEvent } from './record-account-event.ts';
import type { SignInAttempt } from './sign-in-attempts.ts';
import { findStaffByEmail } from './staff-store.ts';

const DEVICE_COOKIE = 'device';
/** Browsers keep no cookie longer. */
const DEVICE_S = 400 * 24 * 60 * 60;

/** A request in the hooks of better-auth. */
export type Context = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];
type Refusal = { body?: { code?: string | undefined } | undefined };

export type SignInRecords = ReturnType<typeof createSignInRecords>;

/** The attempt that each request makes, the devices that have signed in, and the audit trail of both. */
export function createSignInRecords(deps: Pick<Deps, 'db' | 'log' | 'newId' | 'clock'>) {
  const attempts = new WeakMap<object, { attempt: SignInAttempt; email: string }>();

  /** @throws APIError RATE_LIMITED */
  async function begin(ctx: Context, email: string, attempt: SignInAttempt): Promise<void> {
    attempts.set(ctx.context, { attempt, email });
    if (!attempt.allowed) await refuse(ctx, tooManyAttempts());
  }

  /** Refuses the attempt before it is checked. An error before the endpoint skips the hooks after it. */
  async function refuse(ctx: Context, error: APIError): Promise<never> {
    await failed(ctx, error);
    throw error;
  }

  async function failed(ctx: Context, error: Refusal): Promise<void> {
    const begun = attempts.get(ctx.context);
    if (!begun || !(await begun.attempt.isRecorded())) return;
    const user = ctx.context.session?.user ?? (await findStaffByEmail(deps.db, begun.email));
    await record(ctx, user ?? null, 'auth.signIn', refusal(error));
  }

  async function succeeded(ctx: Context): Promise<void> {
    await attempts.get(ctx.context)?.attempt.succeeded();
  }

  async function signedIn(
    ctx: Context,
    user: { id: string; email: string },
    by: 'password' | 'code' | 'passkey',
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

  return { begin, refuse, failed, succeeded, signedIn, record };
}

export function refusal({ body }: Refusal): string {
  return `refused: ${body?.code ?? 'FAILED'}`;
}

/** From where an account is being signed in to. */
export async function readOrigin(ctx: Context, email: string) {
  return { email, network: readNetwork(ctx), device: await readDevice(ctx, email) };
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

function tooManyAttempts(): APIError {
  return new APIError('TOO_MANY_REQUESTS', {
    code: 'RATE_LIMITED',
    message: 'Too many attempts. Wait 15 minutes, then try again.',
  });
}
