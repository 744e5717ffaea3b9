// Signatures of certificates, checked by Node's cryptography for the certificate crate of the engine module.

import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { WireReader } from './rhaiWasmWire.ts';

/** Schemes by their wire numbers. */
const SCHEMES = ['ecdsa', 'ed25519', 'rsaPkcs1', 'rsaPss'] as const;
type Scheme = (typeof SCHEMES)[number];

const MOST_RSA_BITS = 8192;

/** Whether the signature fits the message. Reads digest, least bits of the key, key (DER), message and signature. */
export function verifySignature(schemeNumber: number, reader: WireReader): boolean {
  const scheme = SCHEMES[schemeNumber];
  const digest = reader.u32();
  const leastBits = reader.u32();
  const [key, message, signature] = [reader.blob(), reader.blob(), reader.blob()];
  if (scheme === undefined) return false;
  try {
    const publicKey = createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' });
    if (leastBits > 0 && !hasFittingLength(publicKey, leastBits)) return false;
    return verify(digest === 0 ? null : `sha${digest}`, message, keyOptions(scheme, publicKey), signature);
  } catch {
    // A key or a signature that cannot even be read fits nothing.
    return false;
  }
}

function hasFittingLength({ asymmetricKeyDetails }: KeyObject, leastBits: number): boolean {
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  return bits >= leastBits && bits <= MOST_RSA_BITS;
}

function keyOptions(scheme: Scheme, key: KeyObject): Parameters<typeof verify>[2] {
  switch (scheme) {
    case 'ecdsa':
      return { key, dsaEncoding: 'der' };
    case 'ed25519':
      return key;
    case 'rsaPkcs1':
      return { key, padding: constants.RSA_PKCS1_PADDING };
    case 'rsaPss':
      return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  }
}
