import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** An authenticator with one passkey, as a browser would ask it. Each field can be set to attack. */
export interface VirtualAuthenticator {
  credentialId: string;
  register(options: { challenge: string }, claims?: Claims): object;
  authenticate(options: { challenge: string }, claims?: Claims): object;
}

/** What the browser and the authenticator say of a ceremony. */
export interface Claims {
  origin?: string;
  rpId?: string;
  userVerified?: boolean;
  counter?: number;
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

/** @param publicUrl of the shop that the browser is at */
export function createVirtualAuthenticator(publicUrl: string): VirtualAuthenticator {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(16);
  const { origin, hostname } = new URL(publicUrl);
  let signCount = 0;

  function answer(type: string, challenge: string, claims: Claims) {
    const clientData = { type, challenge, origin: claims.origin ?? origin, crossOrigin: false };
    const clientDataJson = Buffer.from(JSON.stringify(clientData));
    const verified = (claims.userVerified ?? true) ? USER_VERIFIED : 0;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(claims.counter ?? ++signCount);
    const rpIdHash = sha256(claims.rpId ?? hostname);
    const head = (flags: number) =>
      Buffer.concat([rpIdHash, Buffer.of(USER_PRESENT | verified | flags), counter]);
    return { clientDataJson, head };
  }

  const credential = (response: Record<string, unknown>) => ({
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key',
    clientExtensionResults: {},
    response,
  });

  return {
    credentialId: id.toString('base64url'),
    register({ challenge }, claims = {}) {
      const { clientDataJson, head } = answer('webauthn.create', challenge, claims);
      const idLength = Buffer.of(0, id.length);
      const authData = Buffer.concat([
        head(HAS_CREDENTIAL),
        Buffer.alloc(16),
        idLength,
        id,
        toCose(publicKey),
      ]);
      return credential({
        clientDataJSON: clientDataJson.toString('base64url'),
        attestationObject: toAttestation(authData).toString('base64url'),
        transports: ['internal'],
      });
    },
    authenticate({ challenge }, claims = {}) {
      const { clientDataJson, head } = answer('webauthn.get', challenge, claims);
      const authData = head(0);
      const signature = sign(
        'sha256',
        Buffer.concat([authData, sha256(clientDataJson)]),
        privateKey,
      );
      return credential({
        clientDataJSON: clientDataJson.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: signature.toString('base64url'),
      });
    },
  };
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();

/** CBOR: `{1: 2, 3: -7, -1: 1, -2: x, -3: y}`, an ES256 key on P-256. */
function toCose(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y, 'base64url'),
  ]);
}

/** CBOR: `{fmt: "none", attStmt: {}, authData}`. */
function toAttestation(authData: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from('a363666d74646e6f6e656761747453746d74a0686175746844617461', 'hex'),
    Buffer.of(0x58, authData.length),
    authData,
  ]);
}
