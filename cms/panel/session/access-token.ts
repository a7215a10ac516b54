/**
 * This tab's access token, held in memory only. The refresh cookie, which scripts cannot read, is exchanged for a new one after a reload
 * and on expiry. All tabs share that cookie: if someone else has logged in in another tab, it yields their token, which a tab that shows
 * the first person's pages rejects.
 */

/** A session event that this tab did not cause: the session ended, someone else's replaced it, or the server is busy. */
export type SessionEvent = 'ended' | 'replaced' | 'busy';

/** A refresh that yielded no token, although the session may still be alive. */
export class RefreshError extends Error {
  override readonly name: 'SessionReplacedError' | 'ServiceUnavailableError';

  constructor(reason: 'replaced' | 'busy') {
    super(reason === 'replaced' ? 'Someone else has logged in in another tab. Reload this page.' : 'The server is busy. Try again in a moment.');
    this.name = reason === 'replaced' ? 'SessionReplacedError' : 'ServiceUnavailableError';
  }
}

/** How long to wait before each retry (milliseconds) if a busy server does not say. */
const PAUSES = [1_000, 2_000, 4_000];
const LONGEST_PAUSE = 10_000;

let accessToken: string | null = null;
/** Whose pages this tab shows: the subject of its first token. */
let person: string | null = null;
let refreshing: Promise<string | null> | null = null;
const tokenListeners = new Set<(token: string | null) => void>();
const eventListeners = new Set<(event: SessionEvent) => void>();

/** The current token; null if nobody is logged in. */
export function readAccessToken(): string | null {
  return accessToken;
}

/** Starts a session with a token, or ends it with null, and notifies all listeners. */
export function storeAccessToken(token: string | null): void {
  person = token === null ? null : subjectOf(token);
  setToken(token);
}

/** Calls `listener` whenever the token changes. Returns a function that unsubscribes. */
export function onAccessToken(listener: (token: string | null) => void): () => void {
  tokenListeners.add(listener);
  return () => tokenListeners.delete(listener);
}

/** Calls `listener` with session events. Returns a function that unsubscribes. */
export function onSessionEvent(listener: (event: SessionEvent) => void): () => void {
  eventListeners.add(listener);
  return () => eventListeners.delete(listener);
}

/**
 * Exchanges the refresh cookie for a new access token; null if there is no session. Concurrent calls share one exchange, which is
 * retried while the server is busy.
 * @throws {RefreshError} if the server stays busy, or the cookie now belongs to someone else
 * @throws {TypeError} if the server cannot be reached
 */
export function refreshAccessToken(): Promise<string | null> {
  refreshing ??= refresh().finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function refresh(): Promise<string | null> {
  const shown = person;
  const token = await exchange();
  // A login in this tab in the meantime takes precedence over the exchange of the earlier cookie.
  if (person !== shown) return accessToken;
  if (token !== null && shown !== null && subjectOf(token) !== shown) {
    announce('replaced');
    throw new RefreshError('replaced');
  }
  person = token === null ? shown : subjectOf(token);
  setToken(token);
  if (token === null && shown !== null) announce('ended');
  return token;
}

async function exchange(): Promise<string | null> {
  for (const pause of [...PAUSES, null]) {
    const response = await fetch('/admin/access-token', { method: 'POST', credentials: 'same-origin' });
    if (response.ok) return (await response.json())?.data?.token ?? null;
    if (response.status !== 429 && response.status < 500) return null;
    if (pause === null) break;
    announce('busy');
    const seconds = Number(response.headers.get('Retry-After'));
    await new Promise((resolve) => setTimeout(resolve, seconds > 0 ? Math.min(seconds * 1_000, LONGEST_PAUSE) : pause));
  }
  throw new RefreshError('busy');
}

function setToken(token: string | null): void {
  accessToken = token;
  tokenListeners.forEach((listener) => listener(token));
}

function announce(event: SessionEvent): void {
  eventListeners.forEach((listener) => listener(event));
}

/** The subject of an access token, a JWT. Only the server verifies it. */
function subjectOf(token: string): string {
  const payload = token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/');
  return String(JSON.parse(atob(payload)).sub);
}
