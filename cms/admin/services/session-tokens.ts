import { hash, randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Id } from '../../../server/host';

const algorithm = 'HS256';
const issuer = 'cms';
const audience = 'cms:admin';
/** The number of access tokens whose signature need not be verified again. */
const maxVerified = 1000;

/** What a token is for, in the `typ` of its header, so that neither is accepted as the other (RFC 8725 Section 3.11). */
export type SessionTokenType = 'access+jwt' | 'refresh+jwt';

/** Signs and verifies the tokens of sessions: JWTs with the claims `sid` (the session's id) and `sub` (the user's). */
export interface SessionTokens {
  /** Every token is unique. `expiresAt` is rounded down to whole seconds. */
  sign(type: SessionTokenType, sessionId: string, userId: Id, expiresAt: Date): Promise<string>;
  /** The session that `token` was signed for; null if it is not ours, of another type, or expired. */
  verify(type: SessionTokenType, token: string): Promise<SessionReference | null>;
}

/** A session and the user that it is of. */
export interface SessionReference {
  sessionId: string;
  userId: Id;
}

/** See {@link SessionTokens}. `secret` is the HMAC key. */
export function createSessionTokens(secret: string): SessionTokens {
  const key = new TextEncoder().encode(secret);
  /** Access tokens by their hash. Verifying a signature takes a thread, for which a busy server makes every request of a session wait. */
  const verified = new LRUCache<string, { reference: SessionReference; exp: number }>({ max: maxVerified });

  return {
    sign: (type, sessionId, userId, expiresAt) => new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: algorithm, typ: type })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(String(userId))
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(expiresAt)
      .sign(key),
    async verify(type, token) {
      const id = hash('sha256', token, 'base64');
      const known = type === 'access+jwt' ? verified.get(id) : undefined;
      if (known !== undefined && known.exp * 1000 > Date.now()) return known.reference;
      try {
        const { payload } = await jwtVerify(token, key, { algorithms: [algorithm], typ: type, issuer, audience, requiredClaims: ['exp'] });
        const userId = Number(payload.sub);
        if (typeof payload.sid !== 'string' || !Number.isSafeInteger(userId)) return null;
        const reference = { sessionId: payload.sid, userId };
        if (type === 'access+jwt') verified.set(id, { reference, exp: payload.exp! });
        return reference;
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
}
