import { readAccessToken, refreshAccessToken, RefreshError } from './access-token';

/** The options of a request (as in Strapi's fetch client). */
export interface FetchOptions {
  params?: Record<string, unknown>;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

/** The result of a request. */
export interface FetchResponse<TData = unknown> {
  data: TData;
  status?: number;
}

/** The server's own description of an error. */
export interface ErrorResponse {
  data: { data?: unknown; error: { status?: number; name: string; message: string; details?: unknown } };
}

/** An error response. `status` is the HTTP status; a request without a response rejects with the browser's TypeError. */
export class FetchError extends Error {
  override name = 'FetchError';
  readonly status?: number;
  readonly code?: number;

  constructor(
    message: string,
    readonly response?: ErrorResponse,
    status = response?.data.error.status,
  ) {
    super(message);
    this.status = status;
    this.code = status;
  }
}

/** Requests to the admin API, with the session's token. */
export interface FetchClient {
  get<TData = unknown>(url: string, options?: FetchOptions): Promise<FetchResponse<TData>>;
  post<TData = unknown, TSend = unknown>(url: string, data?: TSend, options?: FetchOptions): Promise<FetchResponse<TData>>;
  put<TData = unknown, TSend = unknown>(url: string, data?: TSend, options?: FetchOptions): Promise<FetchResponse<TData>>;
  del<TData = unknown>(url: string, options?: FetchOptions): Promise<FetchResponse<TData>>;
}

/** Paths on which a 401 is about the submitted credentials, not about the session. */
const WITHOUT_SESSION = /^\/admin\/(login|register|register-admin|registration-info|init|access-token)(\?|$)/;

/**
 * The full path of an admin request. Plugins request `/api-tokens`, as in Strapi; here their admin API is below `/admin`, like the CMS's
 * own.
 */
export function adminPath(url: string, params?: Record<string, unknown>): string {
  const path = url.startsWith('/') ? url : `/${url}`;
  const full = path.startsWith('/admin/') ? path : `/admin${path}`;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params ?? {})) {
    if (value !== undefined && value !== null) query.set(name, String(value));
  }
  return query.size ? `${full}?${query}` : full;
}

async function send(method: string, path: string, data: unknown, options: FetchOptions | undefined): Promise<Response> {
  const token = readAccessToken();
  return fetch(path, {
    method,
    credentials: 'same-origin',
    signal: options?.signal,
    headers: {
      Accept: 'application/json',
      ...(data === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...options?.headers,
    },
    body: data === undefined ? undefined : JSON.stringify(data),
  });
}

async function request<TData>(method: string, url: string, data: unknown, options?: FetchOptions): Promise<FetchResponse<TData>> {
  const path = adminPath(url, options?.params);
  let response = await send(method, path, data, options);
  if (response.status === 401 && !WITHOUT_SESSION.test(path) && (await refreshed())) {
    response = await send(method, path, data, options);
  }
  const body = response.status === 204 ? {} : await response.json().catch(() => ({}));
  if (response.ok) return { data: body as TData, status: response.status };
  if (body?.error?.message) throw new FetchError(body.error.message, { data: body }, response.status);
  throw new FetchError(response.statusText || `HTTP ${response.status}`, undefined, response.status);
}

/** Whether there is a new token to retry with. @throws {FetchError} with status 503 if there is none, but the session may still be alive */
async function refreshed(): Promise<boolean> {
  try {
    return (await refreshAccessToken()) !== null;
  } catch (error) {
    if (!(error instanceof RefreshError)) throw error;
    throw new FetchError(error.message, { data: { error: { name: error.name, message: error.message } } }, 503);
  }
}

const client: FetchClient = {
  get: (url, options) => request('GET', url, undefined, options),
  post: (url, data, options) => request('POST', url, data, options),
  put: (url, data, options) => request('PUT', url, data, options),
  del: (url, options) => request('DELETE', url, undefined, options),
};

/** The client, for use outside of components (Strapi's `getFetchClient`). */
export function getFetchClient(): FetchClient {
  return client;
}

/** The client as a hook (Strapi's `useFetchClient`). Every call returns the same object. */
export function useFetchClient(): FetchClient {
  return client;
}

/** Whether `error` is an error response of the server. */
export function isFetchError(error: unknown): error is FetchError {
  return error instanceof FetchError;
}
