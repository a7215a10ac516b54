import { createHash, randomBytes, randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { Database, Id, Row } from '../../../server/host';

const SESSION = 'admin::session';
const accessSeconds = 30 * 60;
const idleMs = 14 * 24 * 60 * 60 * 1000;
const longestMs = 30 * 24 * 60 * 60 * 1000;
/** Two tabs may send the same refresh token at once; the later one is within this time. */
const graceMs = 10_000;

/** What a request needs to know of its user: all but the secrets. */
const readable = [
  'id', 'documentId', 'firstname', 'lastname', 'username', 'email', 'isActive', 'blocked', 'preferedLanguage', 'sessionVersion',
  'createdAt', 'updatedAt',
];

/** What a login gives. */
export interface StartedSession {
  accessToken: string;
  refreshToken: string;
  expiresAt: Date;
}

/** What a refresh token gives. There is no new refresh token where another request has just been given it. */
export interface RefreshedSession {
  accessToken: string;
  renewed: { refreshToken: string; expiresAt: Date } | null;
}

/** The logins of people. Access tokens are JWTs of 30 minutes, refresh tokens are good for one use. */
export interface Sessions {
  /** Starts a session. `user` is the record that was read when the password was checked. */
  start(user: Row): Promise<StartedSession>;
  /** The session behind an access token, with its user and the user's roles; null where it is over or the token is none. */
  find(accessToken: string): Promise<{ sessionId: string; user: Row } | null>;
  /**
   * Exchanges a refresh token; null where it is none or its session is over. A refresh token that was used before ends its
   * session, since either its owner or a thief holds it (RFC 9700 Section 4.14.2).
   */
  refresh(refreshToken: string): Promise<RefreshedSession | null>;
  end(sessionId: string): Promise<void>;
  /** Deletes all sessions of a user. Together with a new `sessionVersion` not one that is just starting survives. */
  endAllOf(userId: Id): Promise<void>;
  /** Deletes sessions that have run out. */
  purge(): Promise<void>;
}

/** A value that no session has seen yet, for a user's `sessionVersion`. */
export function newSessionVersion(): string {
  return randomUUID();
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** See {@link Sessions}. `secret` signs the access tokens. */
export function createSessions(db: Database, secret: string): Sessions {
  const sessions = db.query(SESSION);

  function accessTokenOf(sessionId: string, userId: Id): string {
    return jwt.sign({ sid: sessionId }, secret, { algorithm: 'HS256', subject: String(userId), expiresIn: accessSeconds });
  }

  /** The live session with this id. */
  async function findLive(sessionId: string): Promise<Row | null> {
    const session = await sessions.findOne({ where: { sessionId }, populate: { user: { select: readable, populate: ['roles'] } } });
    if (session === null || !session.user || new Date(session.expiresAt).getTime() <= Date.now()) return null;
    const { user } = session;
    return user.isActive === true && user.blocked !== true && user.sessionVersion === session.version ? session : null;
  }

  async function start(user: Row): Promise<StartedSession> {
    const sessionId = randomUUID();
    const refreshSecret = randomBytes(32).toString('base64url');
    const expiresAt = new Date(Date.now() + idleMs);
    await sessions.create({
      data: { sessionId, user: user.id, version: user.sessionVersion, tokenHash: digest(refreshSecret), expiresAt: expiresAt.toISOString() },
    });
    return { accessToken: accessTokenOf(sessionId, user.id), refreshToken: `${sessionId}.${refreshSecret}`, expiresAt };
  }

  async function find(accessToken: string): Promise<{ sessionId: string; user: Row } | null> {
    const sessionId = sessionIdOf(accessToken, secret);
    const session = sessionId === undefined ? null : await findLive(sessionId);
    return session && { sessionId: session.sessionId, user: session.user };
  }

  async function refresh(refreshToken: string): Promise<RefreshedSession | null> {
    const [sessionId, refreshSecret] = refreshToken.split('.');
    if (!sessionId || !refreshSecret) return null;
    const session = await findLive(sessionId);
    if (session === null) return null;
    const tokenHash = digest(refreshSecret);
    const accessToken = accessTokenOf(sessionId, session.user.id);
    const renewed = await rotate(session, tokenHash);
    if (renewed) return { accessToken, renewed };
    const now = await findLive(sessionId);
    if (now === null) return null;
    if (now.previousTokenHash === tokenHash && Date.now() - Date.parse(now.rotatedAt) < graceMs) return { accessToken, renewed: null };
    await end(sessionId);
    return null;
  }

  /** Replaces the refresh token, unless `tokenHash` is not (or no longer) that of the present one: then null. */
  async function rotate(session: Row, tokenHash: string): Promise<{ refreshToken: string; expiresAt: Date } | null> {
    const next = randomBytes(32).toString('base64url');
    const expiresAt = new Date(Math.min(Date.now() + idleMs, Date.parse(session.createdAt) + longestMs));
    const changed = await sessions.update({
      where: { id: session.id, tokenHash },
      data: { tokenHash: digest(next), previousTokenHash: tokenHash, rotatedAt: new Date().toISOString(), expiresAt: expiresAt.toISOString() },
    });
    return changed && { refreshToken: `${session.sessionId}.${next}`, expiresAt };
  }

  async function end(sessionId: string): Promise<void> {
    await sessions.deleteMany({ where: { sessionId } });
  }

  async function endAllOf(userId: Id): Promise<void> {
    await sessions.deleteMany({ where: { user: { id: userId } } });
  }

  async function purge(): Promise<void> {
    await sessions.deleteMany({ where: { expiresAt: { $lte: new Date().toISOString() } } });
  }

  return { start, find, refresh, end, endAllOf, purge };
}

/** The session that an access token names; undefined where it is none of ours, or its time is over. */
function sessionIdOf(accessToken: string, secret: string): string | undefined {
  try {
    const claims = jwt.verify(accessToken, secret, { algorithms: ['HS256'] });
    return typeof claims === 'object' && typeof claims.sid === 'string' ? claims.sid : undefined;
  } catch {
    return undefined;
  }
}
