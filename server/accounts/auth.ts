import { betterAuth } from 'better-auth';
import type { Database } from '#db/client.ts';

/** The header in which only our request handler passes the client's network to better-auth and to pages. */
export const CLIENT_NETWORK_HEADER = 'x-holdfast-client-network';

/** How the names of staff cookies start, after a prefix such as `__Secure-`. */
export const STAFF_COOKIE_PREFIX = 'holdfast-staff';

const SESSION_S = 60 * 60 * 24 * 7;

export type StaffAuth = ReturnType<typeof createStaffAuth>;

/**
 * Staff sign-in by e-mail and password. Nobody can sign up: staff are added by `ensureStaff`.
 *
 * @param options `secret` signs the session cookies; `publicUrl` is the only origin that may sign in
 */
export function createStaffAuth(
  db: Database,
  options: { secret: string; publicUrl: string; trustedOrigins?: string[] },
) {
  return betterAuth({
    appName: 'Holdfast',
    baseURL: options.publicUrl,
    basePath: '/api/auth',
    secret: options.secret,
    trustedOrigins: options.trustedOrigins ?? [],
    telemetry: { enabled: false },
    database: { db, type: 'postgres' },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12 },
    session: {
      modelName: 'staff_sessions',
      expiresIn: SESSION_S,
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
      customRules: { '/sign-in/email': { window: 60, max: 10 } },
    },
    advanced: {
      cookiePrefix: STAFF_COOKIE_PREFIX,
      useSecureCookies: options.publicUrl.startsWith('https://'),
      ipAddress: { ipAddressHeaders: [CLIENT_NETWORK_HEADER] },
    },
  });
}
