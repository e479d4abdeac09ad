import { passkey } from '@better-auth/passkey';
import { APIError } from 'better-auth/api';

/**
 * Passkeys of staff. One proves possession and, by the authenticator's PIN or biometrics, the person; so it
 * counts as both factors, and one that did not verify its user is refused.
 *
 * @param publicUrl its host is the relying party, and its origin the only one that may ask for a passkey
 */
export function createPasskeyPlugin(publicUrl: string) {
  const { hostname, origin } = new URL(publicUrl);
  return passkey({
    rpID: hostname,
    origin,
    // Sign-in does not ask for an address, so the authenticator has to know the account.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    registration: {
      afterVerification: ({ verification }) =>
        assertUserVerified(verification.registrationInfo?.userVerified),
    },
    authentication: {
      afterVerification: ({ verification }) =>
        assertUserVerified(verification.authenticationInfo.userVerified),
    },
    schema: {
      passkey: {
        modelName: 'staff_passkeys',
        fields: {
          publicKey: 'public_key',
          userId: 'user_id',
          credentialID: 'credential_id',
          deviceType: 'device_type',
          backedUp: 'backed_up',
          createdAt: 'created_at',
        },
      },
    },
  });
}

// The plugin itself accepts answers without it.
function assertUserVerified(userVerified: boolean | undefined): void {
  if (userVerified) return;
  throw new APIError('UNAUTHORIZED', {
    code: 'USER_NOT_VERIFIED',
    message: 'The passkey must ask for a PIN, a fingerprint or a face.',
  });
}
