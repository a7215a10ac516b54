/**
 * The access token of this tab. It lives in memory alone; the refresh cookie, which scripts cannot read, brings a new one after a
 * reload and when it has run out. All tabs share that cookie: where somebody else has logged in in another one, it brings theirs,
 * which a tab that shows the first person never takes.
 */

/** What happens to the session without this tab's doing: it ended, somebody else's took its place, or the server is busy. */
export type SessionEvent = 'ended' | 'replaced' | 'busy';

/** A refresh that brought no token though the session may well go on. */
export class RefreshError extends Error {
  override readonly name: 'SessionReplacedError' | 'ServiceUnavailableError';

  constructor(reason: 'replaced' | 'busy') {
    super(reason === 'replaced' ? 'Someone else has logged in in another tab. Reload this page.' : 'The server is busy. Try again in a moment.');
    this.name = reason === 'replaced' ? 'SessionReplacedError' : 'ServiceUnavailableError';
  }
}

/** How long to wait for a busy server before each further try (milliseconds), where it does not say. */
const PAUSES = [1_000, 2_000, 4_000];
const LONGEST_PAUSE = 10_000;

let accessToken: string | null = null;
/** Whose pages this tab shows: the subject of its first token. */
let person: string | null = null;
let refreshing: Promise<string | null> | null = null;
const tokenListeners = new Set<(token: string | null) => void>();
const eventListeners = new Set<(event: SessionEvent) => void>();

/** The token of the moment, or null for nobody. */
export function readAccessToken(): string | null {
  return accessToken;
}

/** Begins a session with a token, or ends it with null; tells all listeners. */
export function storeAccessToken(token: string | null): void {
  person = token === null ? null : subjectOf(token);
  setToken(token);
}

/** Calls `listener` at every change of the token. Returns how to stop. */
export function onAccessToken(listener: (token: string | null) => void): () => void {
  tokenListeners.add(listener);
  return () => tokenListeners.delete(listener);
}

/** Calls `listener` with what happens to the session. Returns how to stop. */
export function onSessionEvent(listener: (event: SessionEvent) => void): () => void {
  eventListeners.add(listener);
  return () => eventListeners.delete(listener);
}

/**
 * Exchanges the refresh cookie for a new access token; null where there is no session. Calls at the same time share one exchange,
 * which is tried again while the server is busy.
 * @throws {RefreshError} where the server stays busy, or the cookie is somebody else's by now
 * @throws {TypeError} where the server cannot be reached
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
  // A login in this tab meanwhile counts for more than what its cookie of before was worth.
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

/** Whom an access token, a JWT, is for. The server is what checks it. */
function subjectOf(token: string): string {
  const payload = token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/');
  return String(JSON.parse(atob(payload)).sub);
}
