import { UNKNOWN } from '../admission/checks/known';
import type { Credential } from '../admission/credential';
import { decide } from '../admission/decide';
import { PresentedToken } from '../admission/presented-token';
import { toError } from '../admission/verdict';
import type { Authenticator } from '../credentials/authenticator';
import type { RequestCounter } from '../request/request-counter';
import { RateLimitError, TokenError, UnavailableError } from '../errors';
import type { Authentication, RequestContext } from '../host';
import { bearerOf, noteError } from '../middlewares/bearer';
import { setRateHeaders } from '../rate-limit/rate-headers';
import type { RateLimiter } from '../rate-limit/rate-limiter';
import type { RetiredKeyUses } from '../credentials/retired-key-uses';
import type { LastUse } from '../store/last-use';

/** The services that a strategy needs. */
export interface BearerServices {
  authenticator: Authenticator;
  lastUse: Pick<LastUse, 'touch'>;
  retiredKeyUses: Pick<RetiredKeyUses, 'note'>;
  rateLimiter: Pick<RateLimiter, 'isRemote' | 'take'>;
  requestCounter: Pick<RequestCounter, 'noteToken' | 'noteUnknown'>;
}

/**
 * Authenticates a request by its bearer, for tokens of one kind. `enter` gives the host more details about the authenticated token, or throws if it
 * may not be used here. A key that is not ours is left to the host's next strategy. A {@link TokenError} denies the request; any other error is
 * passed on to the host. If a host authenticates again in the same request, as after reading the body, the use is not counted twice.
 */
export async function authenticateBearer<Kind extends Credential['kind']>(
  ctx: RequestContext,
  kind: Kind,
  { authenticator, lastUse, retiredKeyUses, rateLimiter, requestCounter }: BearerServices,
  enter?: (credential: Extract<Credential, { kind: Kind }>) => Promise<void>,
): Promise<Authentication> {
  const bearer = bearerOf(ctx);
  if (bearer === null) return NOT_OURS;
  try {
    let credential = authenticator.recall(bearer) ?? await authenticator.find(bearer, kind);
    const isAgain = PresentedToken.credentialOf(ctx.state.auth?.credentials) !== null;
    const { ip } = ctx;
    const request = { kind, now: Date.now(), address: ip ?? '' };
    let verdict = isAgain ? decide.reauthenticate(credential, request) : decide.authenticate(credential, request);
    if (verdict === UNKNOWN) {
      if (credential === null) requestCounter.noteUnknown(ctx, kind);
      else retiredKeyUses.note(credential, ctx);
      return NOT_OURS;
    }
    requestCounter.noteToken(ctx, credential!.tokenId);
    if (!verdict.allowed) throw toError(verdict);
    if (!isAgain) {
      lastUse.touch(credential!.keyId, request.now, ip);
      if (credential!.rateLimit !== null) {
        const rate = await rateLimiter.take(credential!.tokenId, credential!.rateLimit);
        setRateHeaders(ctx, rate);
        verdict = decide.throttle(credential, { kind, now: request.now, rate });
        if (!verdict.allowed) throw toError(verdict);
        if (rateLimiter.isRemote) {
          // The token may have been revoked while the request waited.
          credential = authenticator.recall(bearer) ?? await authenticator.find(bearer, kind);
          verdict = decide.reauthenticate(credential, { ...request, now: Date.now() });
          if (verdict === UNKNOWN) return NOT_OURS;
          if (!verdict.allowed) throw toError(verdict);
        }
      }
    }
    if (enter !== undefined) await enter(credential as Extract<Credential, { kind: Kind }>);
    return { authenticated: true, credentials: credential!.presented, ability: credential!.ability };
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    noteError(ctx, error);
    // Strapi takes status and body from a strategy's error, but no headers.
    if (error instanceof UnavailableError || error instanceof RateLimitError) ctx.set('Retry-After', error.headers['Retry-After']!);
    return { authenticated: false, error };
  }
}

const NOT_OURS: Authentication = Object.freeze({ authenticated: false });
