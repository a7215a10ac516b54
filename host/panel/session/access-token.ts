/**
 * The access token of this tab. It lives in memory alone; the refresh cookie, which scripts cannot read, brings a new one after a
 * reload and when it has run out.
 */
type Listener = (token: string | null) => void;

let accessToken: string | null = null;
let refreshing: Promise<string | null> | null = null;
const listeners = new Set<Listener>();

/** The token of the moment, or null for nobody. */
export function readAccessToken(): string | null {
  return accessToken;
}

/** Sets the token and tells all listeners; null ends the session. */
export function storeAccessToken(token: string | null): void {
  accessToken = token;
  listeners.forEach((listener) => listener(token));
}

/** Calls `listener` at every change of the token. Returns how to stop. */
export function onAccessToken(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function exchange(): Promise<string | null> {
  const response = await fetch('/admin/access-token', { method: 'POST', credentials: 'same-origin' });
  if (!response.ok) return null;
  const body = await response.json();
  return body?.data?.token ?? null;
}

/**
 * Exchanges the refresh cookie for a new access token; null where there is no session. Calls at the same time share one exchange.
 * Rejects where the server cannot be reached.
 */
export function refreshAccessToken(): Promise<string | null> {
  refreshing ??= exchange()
    .then((token) => {
      storeAccessToken(token);
      return token;
    })
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
}
