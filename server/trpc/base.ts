import { initTRPC, TRPCError, type TRPC_ERROR_CODE_KEY } from '@trpc/server';
import { z, ZodError } from 'zod';
import type { ShopperActor, StaffActor, StaffRole } from '../platform/actor.ts';
import { STAFF_COOKIE_PREFIX } from '../accounts/staff-cookies.ts';
import { hasPasskey } from '../accounts/list-staff.ts';
import { recordStaffRefusal } from '../audit-trail/record-staff-action.ts';
import { sessionMissingError } from '../checkout/cancel-order.ts';
import { DomainError, type DomainErrorCode, type DomainErrorDetails } from '../shared/errors.ts';
import type { ShopperReader } from '../orders/order-view.ts';
import { orderIdSchema } from '../shared/order-schema.ts';
import { PaymentServiceError } from '../platform/payment-service.ts';
import { isLive } from '../platform/env.ts';
import type { Shop } from '../bootstrap/shop.ts';

/** The request, as procedures see it. */
export interface Context {
  shop: Shop;
  headers: Headers;
  /** From the signed cookie; null without a valid one. */
  buyerId: string | null;
  /** The client's IPv4 address or IPv6 /64; limits are counted by it. */
  clientNetwork: string;
  /**
   * Sends Set-Cookie headers, which count from the browser's next request on. Undefined where no header
   * reaches the browser, as in a server component.
   */
  setCookies?(cookies: readonly string[]): void;
}

export interface Staff {
  userId: string;
  email: string;
  name: string;
  role: StaffRole;
  /** An authenticator app; passkeys are listed by `accounts.passkeys`. */
  hasTotp: boolean;
  /** An administrator of a live shop without a second factor: only setting it up is allowed. */
  needsSecondFactor: boolean;
  sessionId: string;
  /** When the person at this session last proved who they are. */
  verifiedAt: Date;
}

interface ProcedureMeta {
  /** The person must have proved a short time ago who they are: refunds, accounts. */
  recentlyVerified?: boolean;
}

const SSE_PING_INTERVAL_MS = 20_000;

const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
  .create({
    sse: {
      ping: { enabled: true, intervalMs: SSE_PING_INTERVAL_MS },
      client: { reconnectAfterInactivityMs: 2 * SSE_PING_INTERVAL_MS },
    },
    errorFormatter: ({ shape, error }) => ({
      code: shape.code,
      // Details of unexpected errors are only logged.
      message: error.code === 'INTERNAL_SERVER_ERROR' ? unexpectedErrorMessage : shape.message,
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        domain: toDomainErrorData(error.cause),
      },
    }),
  });

const unexpectedErrorMessage =
  'Something went wrong on our side; nothing was lost. Try again, with the same order id if this was an order.';

function toDomainErrorData(cause: unknown): (DomainErrorDetails & { message: string }) | null {
  if (cause instanceof DomainError) return { ...cause.details, message: cause.message };
  if (!(cause instanceof ZodError)) return null;
  const issues = cause.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  return {
    code: 'VALIDATION',
    issues,
    message: 'The request is invalid; see the issues.',
  };
}

const trpcErrorCodes: Record<DomainErrorCode, TRPC_ERROR_CODE_KEY> = {
  VALIDATION: 'BAD_REQUEST',
  NOT_FOUND: 'NOT_FOUND',
  UNKNOWN_SKU: 'BAD_REQUEST',
  OUT_OF_STOCK: 'CONFLICT',
  STOCK_RESERVED: 'CONFLICT',
  PRICE_CHANGED: 'CONFLICT',
  TOTAL_NOT_PAYABLE: 'BAD_REQUEST',
  TOO_MANY_OPEN_ORDERS: 'CONFLICT',
  TOO_MANY_UNITS_HELD: 'CONFLICT',
  PURCHASE_LIMIT: 'CONFLICT',
  PROOF_OF_WORK_REQUIRED: 'PRECONDITION_FAILED',
  BUSY: 'SERVICE_UNAVAILABLE',
  ORDER_ID_REUSED: 'CONFLICT',
  ORDER_ID_TIME: 'BAD_REQUEST',
  ORDER_NOT_PAYABLE: 'CONFLICT',
  PAYMENT_SERVICE_UNAVAILABLE: 'SERVICE_UNAVAILABLE',
  PAYMENT_SESSION_MISSING: 'CONFLICT',
  NO_BUYER: 'UNAUTHORIZED',
  SIGN_IN_REQUIRED: 'UNAUTHORIZED',
  FORBIDDEN: 'FORBIDDEN',
  SECOND_FACTOR_REQUIRED: 'FORBIDDEN',
  REAUTHENTICATION_REQUIRED: 'FORBIDDEN',
  WRONG_PASSWORD: 'FORBIDDEN',
  WEAK_PASSWORD: 'BAD_REQUEST',
  LAST_ADMIN: 'CONFLICT',
  LAST_SECOND_FACTOR: 'CONFLICT',
  RATE_LIMITED: 'TOO_MANY_REQUESTS',
  STOCK_WOULD_GO_NEGATIVE: 'CONFLICT',
  REFUND_TOO_LARGE: 'CONFLICT',
  RESTOCK_TOO_LARGE: 'CONFLICT',
  ORDERS_NOT_SETTLED: 'CONFLICT',
  CONFLICT: 'CONFLICT',
};

const mapDomainErrors = t.middleware(async ({ type, next }) => {
  const result = await next();
  if (!result.ok) {
    const error = toTrpcError(result.error.cause);
    if (error) throw error;
    return result;
  }
  if (type !== 'subscription') return result;
  return { ...result, data: mapErrorsOf(result.data as AsyncIterable<unknown>) };
});

/** A stream fails after its procedure has returned. */
async function* mapErrorsOf(stream: AsyncIterable<unknown>) {
  try {
    yield* stream;
  } catch (error) {
    throw toTrpcError(error) ?? error;
  }
}

export function toTrpcError(error: unknown): TRPCError | null {
  const cause = toDomainError(error);
  return (
    cause && new TRPCError({ code: trpcErrorCodes[cause.code], message: cause.message, cause })
  );
}

function toDomainError(cause: unknown): DomainError | null {
  if (cause instanceof DomainError) return cause;
  if (!(cause instanceof PaymentServiceError)) return null;
  if (cause.outcome === 'missing') return sessionMissingError();
  return new DomainError(
    { code: 'PAYMENT_SERVICE_UNAVAILABLE' },
    'The payment service gave no clear answer. Nothing is lost; try again in a moment.',
  );
}

export const router = t.router;
export const mergeRouters = t.mergeRouters;
export const createCallerFactory = t.createCallerFactory;

/** For everybody. */
export const publicProcedure = t.procedure.use(mapDomainErrors);

/**
 * For the buyer of one order, or a caller who opened its link. Staff change the orders of others as staff: for
 * them a key permits no change, and the attempt is recorded.
 */
export const orderProcedure = publicProcedure
  .input(z.object({ orderId: orderIdSchema }))
  .use(async ({ ctx, path, type, input, next }) => {
    const staff = type === 'mutation' && hasStaffCookie(ctx) ? await findStaff(ctx) : null;
    const cookies = ctx.headers.get('cookie') ?? undefined;
    const reader: ShopperReader = {
      kind: 'shopper',
      buyerId: ctx.buyerId,
      key: staff ? undefined : ctx.shop.orderLinkCookie.read(cookies, input.orderId),
      secrets: ctx.shop.settings.LINK_SECRET,
    };
    const actor: ShopperActor = { kind: 'shopper', buyerId: ctx.buyerId };
    const staffActor = staff && createStaffActor(ctx, staff, path, input);
    const result = await next({ ctx: { ...ctx, reader, actor } });
    if (!result.ok && staffActor) {
      await recordStaffRefusal(ctx.shop.deps, staffActor, result.error);
    }
    return result;
  });

/** For staff about their own account. A change is recorded by its verb, a refusal here. */
export const accountProcedure = publicProcedure.use(
  async ({ ctx, path, type, meta, getRawInput, next }) => {
    const staff = await findStaff(ctx);
    if (!staff) {
      throw new DomainError({ code: 'SIGN_IN_REQUIRED' }, 'Sign in as a member of staff first.');
    }
    if (meta?.recentlyVerified) assertRecentlyVerified(ctx.shop, staff);
    const actor = createStaffActor(ctx, staff, path, await getRawInput());
    const result = await next({ ctx: { ...ctx, staff, actor } });
    if (!result.ok && type === 'mutation') {
      await recordStaffRefusal(ctx.shop.deps, actor, result.error);
    }
    return result;
  },
);

/** For staff, viewers included. */
export const staffProcedure = publicProcedure.use(async ({ ctx, next }) =>
  next({ ctx: { ...ctx, staff: await assertStaff(ctx) } }),
);

/**
 * The signed-in member of staff.
 * @throws DomainError SIGN_IN_REQUIRED, SECOND_FACTOR_REQUIRED
 */
export async function assertStaff(ctx: Context): Promise<Staff> {
  const staff = await findStaff(ctx);
  if (!staff) {
    throw new DomainError({ code: 'SIGN_IN_REQUIRED' }, 'Sign in as a member of staff first.');
  }
  if (staff.needsSecondFactor) {
    throw new DomainError(
      { code: 'SECOND_FACTOR_REQUIRED' },
      'Administrators of a live shop need a second factor; set it up on the account page.',
    );
  }
  return staff;
}

/** For administrators. The verb records its change in its own transaction; a refusal is recorded here. */
export const adminProcedure = staffProcedure.use(async ({ ctx, path, meta, getRawInput, next }) => {
  const { staff, shop } = ctx;
  const { deps } = shop;
  const actor = createStaffActor(ctx, staff, path, await getRawInput());
  if (staff.role !== 'admin') {
    const forbidden = new DomainError(
      { code: 'FORBIDDEN' },
      'Your account can only view; ask an administrator to make changes.',
    );
    await recordStaffRefusal(deps, actor, forbidden);
    throw forbidden;
  }
  // No refusal to record: the same call follows once the person has proved who they are.
  if (meta?.recentlyVerified) assertRecentlyVerified(shop, staff);
  const result = await next({ ctx: { ...ctx, actor } });
  if (!result.ok) await recordStaffRefusal(deps, actor, result.error);
  return result;
});

/** As `adminProcedure`, for what a stranger at an unlocked computer must not do. */
export const sensitiveProcedure = adminProcedure.meta({ recentlyVerified: true });

function assertRecentlyVerified({ deps, settings }: Shop, { verifiedAt }: Staff): void {
  const ageMs = deps.clock.now().getTime() - verifiedAt.getTime();
  if (ageMs <= settings.REAUTHENTICATE_AFTER) return;
  throw new DomainError(
    { code: 'REAUTHENTICATION_REQUIRED' },
    'Confirm your password (accounts.verify) or sign in with your passkey, then send the request again.',
  );
}

function createStaffActor(
  { shop: { deps } }: Context,
  { userId, email, role }: Staff,
  action: string,
  input: unknown,
): StaffActor {
  const request = { actionId: deps.newId(), action, input, requestedAt: deps.clock.now() };
  return { kind: 'staff', userId, email, role, request };
}

/** Avoids a query for every shopper. */
function hasStaffCookie({ headers }: Context): boolean {
  return headers.get('cookie')?.includes(STAFF_COOKIE_PREFIX) ?? false;
}

/** The signed-in member of staff, if any. */
export async function findStaff(ctx: Context): Promise<Staff | null> {
  const { headers, response } = await ctx.shop.auth.api.getSession({
    headers: ctx.headers,
    query: { disableRefresh: !ctx.setCookies },
    returnHeaders: true,
  });
  if (!response || response.user.deactivatedAt) return null;
  ctx.setCookies?.(headers.getSetCookie());
  const { id: userId, email, name } = response.user;
  const role = response.user.role === 'admin' ? 'admin' : 'viewer';
  const hasTotp = response.user.twoFactorEnabled ?? false;
  const { deps, settings } = ctx.shop;
  return {
    userId,
    email,
    name,
    role,
    hasTotp,
    needsSecondFactor:
      isLive(settings) && role === 'admin' && !hasTotp && !(await hasPasskey(deps, userId)),
    sessionId: response.session.id,
    verifiedAt: response.session.verifiedAt ?? response.session.createdAt,
  };
}
