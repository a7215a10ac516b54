import { UNKNOWN } from '../admission/checks/known';
import type { Credential } from '../admission/credential';
import { decide } from '../admission/decide';
import { PresentedToken } from '../admission/presented-token';
import { toError } from '../admission/verdict';
import type { Authenticator } from '../authenticator';
import { TokenError, UnavailableError } from '../errors';
import type { Authentication, RequestContext } from '../host';
import { bearerOf, noteError } from '../middlewares/bearer';
import type { LastUse } from '../store/last-use';

/** What a strategy needs to tell who calls. */
export interface BearerServices {
  authenticator: Authenticator;
  lastUse: Pick<LastUse, 'touch'>;
}

/**
 * Answers the host's question who is calling, by the request's bearer and for tokens of a kind; `enter` says what the host is to know of who
 * may pass. A key that is not ours is left to the host's next strategy. A {@link TokenError} ends the request; any other error is the host's.
 * Where a host asks again in the same request, as after its body, nothing is counted twice.
 */
export async function authenticateBearer<Kind extends Credential['kind']>(
  ctx: RequestContext,
  kind: Kind,
  { authenticator, lastUse }: BearerServices,
  enter: (credential: Extract<Credential, { kind: Kind }>) => Promise<Authentication>,
): Promise<Authentication> {
  const bearer = bearerOf(ctx);
  if (bearer === null) return NOT_OURS;
  try {
    const credential = await authenticator.find(bearer, kind);
    const isAgain = PresentedToken.credentialOf(ctx.state.auth?.credentials) !== null;
    const request = { kind, now: Date.now() };
    const verdict = isAgain ? decide.reauthenticate(credential, request) : decide.authenticate(credential, request);
    if (verdict === UNKNOWN) return NOT_OURS;
    if (!verdict.allowed) throw toError(verdict);
    if (!isAgain) lastUse.touch(credential!.tokenId, request.now);
    return await enter(credential as Extract<Credential, { kind: Kind }>);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    noteError(ctx, error);
    // Strapi takes status and body from an error that a strategy hands it, and no headers.
    if (error instanceof UnavailableError) ctx.set('Retry-After', error.headers['Retry-After']);
    return { authenticated: false, error };
  }
}

const NOT_OURS: Authentication = Object.freeze({ authenticated: false });
