import { betterAuth, type BetterAuthPlugin } from 'better-auth';
import { twoFactor } from 'better-auth/plugins/two-factor';
import type { Database } from '#db/client.ts';
import type { Log } from '../platform/log.ts';

/** The header in which only our request handler passes the client's network to better-auth and to pages. */
export const CLIENT_NETWORK_HEADER = 'x-holdfast-client-network';

/** How the names of staff cookies start, after a prefix such as `__Secure-`. */
export const STAFF_COOKIE_PREFIX = 'holdfast-staff';

/** A session ends when it is unused for this long, and seven days after sign-in by a database trigger. */
const SESSION_IDLE_S = 12 * 60 * 60;
/** How often a session in use is extended. */
const SESSION_UPDATE_S = 15 * 60;

export type StaffAuth = ReturnType<typeof createStaffAuth>;

/**
 * Staff sign-in by e-mail and password, with a second factor where the account has one. Nobody can sign
 * up: staff are invited by an administrator, or added by `ensureStaff`.
 *
 * @param options `secret` signs the session cookies; `publicUrl` is the only origin that may sign in;
 *   `guard` is what a web process adds: see `createSignInGuard`
 */
export function createStaffAuth(
  db: Database,
  options: { secret: string; publicUrl: string; log?: Log; guard?: BetterAuthPlugin },
) {
  return betterAuth({
    appName: 'Holdfast',
    baseURL: options.publicUrl,
    basePath: '/api/auth',
    secret: options.secret,
    telemetry: { enabled: false },
    logger: {
      // Refused sign-ins are warnings: they are in the audit trail, which bounds them.
      log: (level, message, ...details: unknown[]) => {
        if (level !== 'error') return;
        options.log?.error({ err: details.find((detail) => detail instanceof Error) }, message);
      },
    },
    database: { db, type: 'postgres' },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12 },
    plugins: [
      twoFactor({
        schema: {
          user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
          twoFactor: {
            modelName: 'staff_two_factors',
            fields: {
              backupCodes: 'backup_codes',
              userId: 'user_id',
              failedVerificationCount: 'failed_verification_count',
              lockedUntil: 'locked_until',
            },
          },
        },
      }),
      // After the second factor, so that it sees whether one is still missing.
      ...(options.guard ? [options.guard] : []),
    ],
    session: {
      modelName: 'staff_sessions',
      expiresIn: SESSION_IDLE_S,
      updateAge: SESSION_UPDATE_S,
      additionalFields: {
        verifiedAt: {
          type: 'date',
          fieldName: 'verified_at',
          required: false,
          input: false,
          defaultValue: () => new Date(),
        },
      },
      fields: {
        expiresAt: 'expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        userId: 'user_id',
      },
    },
    user: {
      modelName: 'staff_users',
      fields: {
        emailVerified: 'email_verified',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
      additionalFields: {
        role: { type: 'string', required: true, input: false, defaultValue: 'viewer' },
        deactivatedAt: {
          type: 'date',
          fieldName: 'deactivated_at',
          required: false,
          input: false,
        },
      },
    },
    account: {
      modelName: 'staff_accounts',
      fields: {
        accountId: 'account_id',
        providerId: 'provider_id',
        userId: 'user_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    verification: {
      modelName: 'staff_verifications',
      fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    rateLimit: {
      enabled: true,
      storage: 'database',
      modelName: 'staff_rate_limits',
      fields: { lastRequest: 'last_request' },
      window: 60,
      max: 300,
      // The guard counts sign-ins, in a way that locks nobody out.
      customRules: { '/sign-in/email': false },
    },
    advanced: {
      cookiePrefix: STAFF_COOKIE_PREFIX,
      useSecureCookies: options.publicUrl.startsWith('https://'),
      ipAddress: { ipAddressHeaders: [CLIENT_NETWORK_HEADER] },
    },
  });
}
