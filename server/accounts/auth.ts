import { createHash } from 'node:crypto';
import { betterAuth, type BetterAuthPlugin } from 'better-auth';
import { twoFactor } from 'better-auth/plugins/two-factor';
import type { Database } from '#db/client.ts';
import type { Log } from '../platform/log.ts';
import type { SigningSecrets } from '../platform/signature.ts';
import { createPasskeyPlugin } from './passkey-plugin.ts';
import { STAFF_COOKIE_PREFIX, STAFF_SESSION_IDLE_S } from './staff-cookies.ts';

/** The header in which only our request handler passes the client's network to better-auth and to pages. */
export const CLIENT_NETWORK_HEADER = 'x-holdfast-client-network';

/** How often a session in use is extended. */
const SESSION_UPDATE_S = 15 * 60;

export type StaffAuth = ReturnType<typeof createStaffAuth>;

/** What better-auth logs when an authenticator's answer does not verify. */
const BAD_CEREMONY = /^Failed to verify (registration|authentication)$/;

/**
 * Staff sign-in by e-mail and password, with a second factor where the account has one, or by passkey. Nobody can sign
 * up: staff are invited by an administrator, or added by `ensureStaff`.
 *
 * @param options `secrets` sign the session cookies and encrypt second factors; `publicUrl` is the shop's
 *   own origin, which may sign in, as may `trustedOrigins`; `guard` is what a web process adds: see
 *   `createSignInGuard`
 */
export function createStaffAuth(
  db: Database,
  options: {
    secrets: SigningSecrets;
    publicUrl: string;
    trustedOrigins?: string[];
    log?: Log;
    guard?: BetterAuthPlugin;
  },
) {
  const isHttps = options.publicUrl.startsWith('https://');
  return betterAuth({
    appName: 'Holdfast',
    baseURL: options.publicUrl,
    basePath: '/api/auth',
    // What was encrypted before secrets had versions is tried with this one.
    secret: options.secrets.at(-1),
    secrets: options.secrets.map((value) => ({ version: versionOf(value), value })),
    trustedOrigins: options.trustedOrigins ?? [],
    telemetry: { enabled: false },
    logger: {
      // Refused sign-ins are warnings: they are in the audit trail, which bounds them.
      log: (level, message, ...details: unknown[]) => {
        if (level !== 'error') return;
        const err = details.find((detail) => detail instanceof Error);
        options.log?.[BAD_CEREMONY.test(message) ? 'warn' : 'error']({ err }, message);
      },
    },
    database: { db, type: 'postgres' },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12 },
    plugins: [
      twoFactor({
        // No device is excused from the code.
        trustDeviceMaxAge: 0,
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
      createPasskeyPlugin(options.publicUrl),
      // After the second factor, so that it sees whether one is still missing.
      ...(options.guard ? [options.guard] : []),
    ],
    session: {
      modelName: 'staff_sessions',
      expiresIn: STAFF_SESSION_IDLE_S,
      updateAge: SESSION_UPDATE_S,
      // The guard asks for a recent proof instead, which `verifiedAt` has.
      freshAge: 0,
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
      customRules: {
        // The guard counts sign-ins, in a way that locks nobody out.
        '/sign-in/email': false,
        // Wrong codes are counted per challenge and per account, behind the password.
        '/two-factor/*': { window: 60, max: 60 },
        // Each start of a ceremony stores a challenge.
        '/passkey/*': { window: 60, max: 60 },
      },
    },
    advanced: {
      // better-auth's own prefix, `__Secure-`, lets subdomains set the cookie.
      useSecureCookies: false,
      cookiePrefix: isHttps ? `__Host-${STAFF_COOKIE_PREFIX}` : STAFF_COOKIE_PREFIX,
      defaultCookieAttributes: { secure: isHttps },
      ipAddress: { ipAddressHeaders: [CLIENT_NETWORK_HEADER] },
    },
  });
}

/**
 * The number by which better-auth finds the secret that encrypted something. Derived from the secret, so
 * that it stays the same wherever in the list the secret is.
 */
function versionOf(secret: string): number {
  return createHash('sha256').update(secret).digest().readUInt32BE();
}
