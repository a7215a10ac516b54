import { createHash, createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { Database, Id, Row } from '../../../server/host';
import { UnauthorizedError } from '../../errors';

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
  /** As read when the session was started, with roles. */
  user: Row;
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
  /**
   * Starts a session. `user` is the record that was read when the password was checked.
   * @throws {UnauthorizedError} where the user was deactivated or got another password since then
   */
  start(user: Row): Promise<StartedSession>;
  /** The session behind an access token, with its user and the user's roles; null where it is over or the token is none. */
  find(accessToken: string): Promise<{ sessionId: string; user: Row } | null>;
  /** The user, with roles, of the session with this id; null where it is over. */
  findUser(sessionId: string): Promise<Row | null>;
  /**
   * Exchanges a refresh token; null where it is none or its session is over. A refresh token that was used before ends its
   * session, since either its owner or a thief holds it (RFC 9700 Section 4.14.2). One that was never issued ends nothing:
   * session ids are no secret.
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
    // Dates that cannot be read are null.
    if (!session?.user || !session.createdAt || new Date(session.expiresAt ?? 0).getTime() <= Date.now()) return null;
    const { user } = session;
    return mayLogIn(user) && user.sessionVersion === session.version ? session : null;
  }

  /** A secret that shows by itself that it was issued for this session. */
  function newRefreshSecret(sessionId: string): string {
    const random = randomBytes(32).toString('base64url');
    return `${random}.${sign(sessionId, random)}`;
  }

  function sign(sessionId: string, random: string): string {
    return createHmac('sha256', secret).update(`refresh token\0${sessionId}\0${random}`).digest('base64url');
  }

  function wasIssued(sessionId: string, refreshSecret: string): boolean {
    const [random = '', ...signature] = refreshSecret.split('.');
    const [expected, given] = [Buffer.from(sign(sessionId, random)), Buffer.from(signature.join('.'))];
    return expected.length === given.length && timingSafeEqual(expected, given);
  }

  async function start(user: Row): Promise<StartedSession> {
    const sessionId = randomUUID();
    const refreshSecret = newRefreshSecret(sessionId);
    const expiresAt = new Date(Date.now() + idleMs);
    const started = await db.transaction(async () => {
      const now = await db.query('admin::user').findOne({ where: { id: user.id }, populate: ['roles'] });
      if (now === null || !mayLogIn(now) || now.sessionVersion !== user.sessionVersion) throw new UnauthorizedError();
      await sessions.create({
        data: { sessionId, user: user.id, version: user.sessionVersion, tokenHash: digest(refreshSecret), expiresAt: expiresAt.toISOString() },
      });
      return now;
    });
    return { user: started, accessToken: accessTokenOf(sessionId, user.id), refreshToken: `${sessionId}.${refreshSecret}`, expiresAt };
  }

  async function find(accessToken: string): Promise<{ sessionId: string; user: Row } | null> {
    const sessionId = sessionIdOf(accessToken, secret);
    const session = sessionId === undefined ? null : await findLive(sessionId);
    return session && { sessionId: session.sessionId, user: session.user };
  }

  async function findUser(sessionId: string): Promise<Row | null> {
    return (await findLive(sessionId))?.user ?? null;
  }

  async function refresh(refreshToken: string): Promise<RefreshedSession | null> {
    const [sessionId, ...parts] = refreshToken.split('.');
    const refreshSecret = parts.join('.');
    // Nobody makes the server ask the database with a made-up one.
    if (!sessionId || !refreshSecret || !wasIssued(sessionId, refreshSecret)) return null;
    const session = await findLive(sessionId);
    if (session === null) return null;
    const tokenHash = digest(refreshSecret);
    const accessToken = accessTokenOf(sessionId, session.user.id);
    const renewed = await rotate(session, tokenHash);
    if (renewed) return { accessToken, renewed };
    const now = await findLive(sessionId);
    if (now === null) return null;
    // In either direction: the clock may have been set back since.
    const justRotated = Math.abs(Date.now() - Date.parse(now.rotatedAt)) < graceMs;
    if (now.previousTokenHash === tokenHash && justRotated) return { accessToken, renewed: null };
    await end(sessionId);
    return null;
  }

  /** Replaces the refresh token, unless `tokenHash` is not (or no longer) that of the present one: then null. */
  async function rotate(session: Row, tokenHash: string): Promise<{ refreshToken: string; expiresAt: Date } | null> {
    const next = newRefreshSecret(session.sessionId);
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

  return { start, find, findUser, refresh, end, endAllOf, purge };
}

/** Whether a user may have sessions at all. */
export function mayLogIn(user: Row): boolean {
  return user.isActive === true && user.blocked !== true;
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
