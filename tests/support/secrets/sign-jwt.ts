import { SignJWT, type JWTPayload } from 'jose';

/** A JWT with these claims, signed by HMAC with this secret. What `header` leaves out is as in the access tokens of the CMS. */
export function signJwt(claims: JWTPayload, secret: string, header: { alg?: string; typ?: string } = {}): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'access+jwt', ...header }).sign(new TextEncoder().encode(secret));
}
