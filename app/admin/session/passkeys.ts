import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { authClient } from './staff-context.tsx';

/** Why no passkey was added or used. `notUsed`: cancelled, timed out, or the browser has none. */
export type PasskeyFailure =
  | 'notUsed'
  | 'alreadyAdded'
  | 'notConfirmed'
  | 'unknown'
  | 'otherAccount'
  | 'deactivated'
  | 'tooMany'
  | 'tooOften'
  | 'refused'
  | 'noConnection';

const failures: Record<string, PasskeyFailure> = {
  NotAllowedError: 'notUsed',
  InvalidStateError: 'alreadyAdded',
  REAUTHENTICATION_REQUIRED: 'notConfirmed',
  PASSKEY_NOT_FOUND: 'unknown',
  OTHER_ACCOUNT: 'otherAccount',
  DEACTIVATED: 'deactivated',
  TOO_MANY_PASSKEYS: 'tooMany',
  RATE_LIMITED: 'tooOften',
};

/**
 * Signs in by passkey; at a session, proves who sits there.
 * @returns why it failed; null when it is done
 */
export async function signInWithPasskey(): Promise<PasskeyFailure | null> {
  return await runCeremony({
    start: '/passkey/generate-authenticate-options',
    async ask(options) {
      const { startAuthentication } = await import('@simplewebauthn/browser');
      // The server refuses answers without; better-auth only prefers them.
      return await startAuthentication({
        optionsJSON: {
          ...(options as PublicKeyCredentialRequestOptionsJSON),
          userVerification: 'required',
        },
      });
    },
    finish: '/passkey/verify-authentication',
  });
}

/**
 * Adds a passkey to the account that is signed in.
 * @returns why it failed; null when it is done
 */
export async function addPasskey(name: string): Promise<PasskeyFailure | null> {
  return await runCeremony({
    start: '/passkey/generate-register-options',
    async ask(options) {
      const { startRegistration } = await import('@simplewebauthn/browser');
      return await startRegistration({
        optionsJSON: options as PublicKeyCredentialCreationOptionsJSON,
      });
    },
    finish: '/passkey/verify-registration',
    details: { name },
  });
}

async function runCeremony(ceremony: {
  start: string;
  ask: (options: unknown) => Promise<object>;
  finish: string;
  details?: object;
}): Promise<PasskeyFailure | null> {
  const started = await send(ceremony.start);
  if (started.data === null) return started.failure;
  try {
    const response = await ceremony.ask(started.data);
    const finished = await send(ceremony.finish, { response, ...ceremony.details });
    return finished.data === null ? finished.failure : null;
  } catch (error) {
    return toFailure(error instanceof Error ? error.name : undefined);
  }
}

async function send(path: string, body?: object) {
  const method = body ? 'POST' : 'GET';
  const answer = await authClient.$fetch(path, { method, ...(body && { body }) }).catch(() => null);
  if (!answer) return { data: null, failure: 'noConnection' as const };
  const { data, error } = answer;
  if (!error) return { data, failure: 'refused' as const };
  const code = error.status === 429 ? 'RATE_LIMITED' : (error as { code?: string }).code;
  return { data: null, failure: toFailure(code) };
}

function toFailure(code: string | undefined): PasskeyFailure {
  return (code && failures[code]) || 'refused';
}
