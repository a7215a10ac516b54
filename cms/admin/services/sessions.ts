import { createHash, randomUUID } from 'node:crypto';
import type { Database, Id, Row } from '../../../server/host';
import { UnauthorizedError } from '../../errors';
import { createSessionTokens, type SessionReference } from './session-tokens';

const SESSION = 'admin::session';
const accessMs = 30 * 60 * 1000;
const idleMs = 14 * 24 * 60 * 60 * 1000;
const longestMs = 30 * 24 * 60 * 60 * 1000;
/** Two tabs may send the same refresh token at the same time; the second is accepted within this time (milliseconds). */
const graceMs = 10_000;

/** The fields of a request's user: all except secrets. */
const readable = [
  'id', 'documentId', 'firstname', 'lastname', 'username', 'email', 'isActive', 'blocked', 'preferedLanguage', 'sessionVersion',
  'createdAt', 'updatedAt',
];

/** The result of a login. */
export interface StartedSession {
  /** As read when the session started, with roles. */
  user: Row;
  accessToken: string;
  refreshToken: string;
  expiresAt: Date;
}

/** The result of a refresh. There is no new refresh token if another request has just received it. */
export interface RefreshedSession {
  accessToken: string;
  renewed: { refreshToken: string; expiresAt: Date } | null;
}

/** The logins of people. Access tokens are valid for 30 minutes, refresh tokens for one use. */
export interface Sessions {
  /**
   * Starts a session. `user` is the record that was read to check the password.
   * @throws {UnauthorizedError} if the user was deactivated or their password changed since then
   */
  start(user: Row): Promise<StartedSession>;
  /** The session behind an access token, with its user and the user's roles; null if it has ended or the token is invalid. */
  find(accessToken: string): Promise<{ sessionId: string; user: Row } | null>;
  /** The user, with roles, of a session; null if it has ended. */
  findUser(reference: SessionReference): Promise<Row | null>;
  /**
   * Exchanges a refresh token; null if it is invalid or its session has ended. Reusing a refresh token ends its session, since it may have
   * been stolen (RFC 9700 Section 4.14.2). One that was never issued ends nothing: session ids are not secret.
   */
  refresh(refreshToken: string): Promise<RefreshedSession | null>;
  /** The id of the session that a refresh token belongs or belonged to; null if it is invalid or has expired. */
  identify(refreshToken: string): Promise<string | null>;
  end(sessionId: string): Promise<void>;
  /** Deletes all sessions of a user. Combined with a new `sessionVersion`, not even one that is just starting survives. */
  endAllOf(userId: Id): Promise<void>;
  /** Deletes expired sessions. */
  purge(): Promise<void>;
}

/** A new, unique value for a user's `sessionVersion`. */
export function newSessionVersion(): string {
  return randomUUID();
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** See {@link Sessions}. `secret` signs the tokens. */
export function createSessions(db: Database, secret: string): Sessions {
  const sessions = db.query(SESSION);
  const users = db.query('admin::user');
  const tokens = createSessionTokens(secret);

  function signAccessToken(sessionId: string, userId: Id): Promise<string> {
    return tokens.sign('access+jwt', sessionId, userId, new Date(Date.now() + accessMs));
  }

  /** The session, while it is live, with its user. */
  async function findLive({ sessionId, userId }: SessionReference): Promise<Row | null> {
    // At once, since every request of a person waits for it.
    const [session, user] = await Promise.all([
      sessions.findOne({ where: { sessionId, user: { id: userId } } }),
      users.findOne({ where: { id: userId }, select: readable, populate: ['roles'] }),
    ]);
    // Dates that cannot be read are null.
    if (session === null || user === null || !session.createdAt || new Date(session.expiresAt ?? 0).getTime() <= Date.now()) return null;
    return mayLogIn(user) && user.sessionVersion === session.version ? { ...session, user } : null;
  }

  async function start(user: Row): Promise<StartedSession> {
    const sessionId = randomUUID();
    const expiresAt = new Date(Date.now() + idleMs);
    const refreshToken = await tokens.sign('refresh+jwt', sessionId, user.id, expiresAt);
    const started = await db.transaction(async () => {
      const now = await users.findOne({ where: { id: user.id }, populate: ['roles'] });
      if (now === null || !mayLogIn(now) || now.sessionVersion !== user.sessionVersion) throw new UnauthorizedError();
      await sessions.create({
        data: { sessionId, user: user.id, version: user.sessionVersion, tokenHash: digest(refreshToken), expiresAt: expiresAt.toISOString() },
      });
      return now;
    });
    return { user: started, accessToken: await signAccessToken(sessionId, user.id), refreshToken, expiresAt };
  }

  async function find(accessToken: string): Promise<{ sessionId: string; user: Row } | null> {
    const reference = await tokens.verify('access+jwt', accessToken);
    const session = reference && await findLive(reference);
    return session && { sessionId: session.sessionId, user: session.user };
  }

  async function findUser(reference: SessionReference): Promise<Row | null> {
    return (await findLive(reference))?.user ?? null;
  }

  async function refresh(refreshToken: string): Promise<RefreshedSession | null> {
    const reference = await tokens.verify('refresh+jwt', refreshToken);
    const session = reference && await findLive(reference);
    if (reference === null || session === null) return null;
    const tokenHash = digest(refreshToken);
    const accessToken = await signAccessToken(session.sessionId, session.user.id);
    const renewed = await rotate(session, tokenHash);
    if (renewed) return { accessToken, renewed };
    const now = await findLive(reference);
    if (now === null) return null;
    // In either direction: the clock may have been set back.
    const justRotated = Math.abs(Date.now() - Date.parse(now.rotatedAt)) < graceMs;
    if (now.previousTokenHash === tokenHash && justRotated) return { accessToken, renewed: null };
    await end(session.sessionId);
    return null;
  }

  /** Replaces the refresh token if `tokenHash` is that of the current one; otherwise null. */
  async function rotate(session: Row, tokenHash: string): Promise<{ refreshToken: string; expiresAt: Date } | null> {
    const expiresAt = new Date(Math.min(Date.now() + idleMs, Date.parse(session.createdAt) + longestMs));
    const refreshToken = await tokens.sign('refresh+jwt', session.sessionId, session.user.id, expiresAt);
    const changed = await sessions.update({
      where: { id: session.id, tokenHash },
      data: { tokenHash: digest(refreshToken), previousTokenHash: tokenHash, rotatedAt: new Date().toISOString(), expiresAt: expiresAt.toISOString() },
    });
    return changed && { refreshToken, expiresAt };
  }

  async function identify(refreshToken: string): Promise<string | null> {
    return (await tokens.verify('refresh+jwt', refreshToken))?.sessionId ?? null;
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

  return { start, find, findUser, refresh, identify, end, endAllOf, purge };
}

/** Whether a user may have sessions at all. */
export function mayLogIn(user: Row): boolean {
  return user.isActive === true && user.blocked !== true;
}
