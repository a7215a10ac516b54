import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { useNotification } from '../components/notifications';
import { onAccessToken, onSessionEvent, readAccessToken, refreshAccessToken, storeAccessToken } from './access-token';
import { FetchError, useFetchClient } from './fetch-client';

/** A permission of the person who is logged in. */
export interface Permission {
  action: string;
  subject?: string | null;
  id?: number | string;
  properties?: Record<string, unknown> | null;
  conditions?: string[] | null;
  actionParameters?: Record<string, unknown>;
}

/** The person who is logged in. */
export interface User {
  id: number | string;
  email: string;
  firstname: string | null;
  lastname: string | null;
  username: string | null;
  roles: Array<{ id: number | string; name: string; code: string }>;
}

/** The part of Strapi's `useAuth` that plugins use, and what the panel's own pages need. */
export interface AuthContextValue {
  /** Starts a session with the access token of a login, registration or token exchange. */
  begin(token: string): Promise<void>;
  /** Ends the session. Rejects if the server did not end it; the session then continues. */
  logout(): Promise<void>;
  /** Which of `permissions` the person has; without any, everything is allowed. */
  checkUserHasPermissions(permissions?: Permission[]): Promise<Permission[]>;
  refetchPermissions(): Promise<void>;
  /** Reloads the person's own account after a change to it. */
  refetchUser(): Promise<unknown>;
  isLoading: boolean;
  permissions: Permission[];
  user?: User;
  token: string | null;
  /** True if the session ended by itself while someone was logged in. */
  expired: boolean;
  /** True if someone else logged in in another tab while this one shows `user`. */
  replaced: boolean;
  /** True if the server did not respond at the start. */
  unreachable: boolean;
}

const AuthContext = createContext<AuthContextValue | null>(null);

/** Stores the id of whoever last logged in in this browser, to recognize an ended session and to notify other tabs. */
const SESSION_MARK = 'cms-session';

/** Provides the session. Looks for an existing one when mounted. */
export function AuthProvider({ children }: { children: ReactNode }) {
  const { get, post } = useFetchClient();
  const [user, setUser] = useState<User>();
  const [permissions, setPermissions] = useState<Permission[]>([]);
  const [token, setToken] = useState(readAccessToken);
  const [isLoading, setLoading] = useState(true);
  const [expired, setExpired] = useState(false);
  const [replaced, setReplaced] = useState(false);
  const [unreachable, setUnreachable] = useState(false);
  const started = useRef(false);
  const { formatMessage } = useIntl();
  const { toggleNotification } = useNotification();

  useEffect(() => onAccessToken(setToken), []);

  useEffect(
    () =>
      onSessionEvent((event) => {
        if (event === 'ended') setExpired(true);
        if (event === 'replaced') setReplaced(true);
        if (event === 'busy') toggleNotification({ type: 'warning', message: formatMessage({ id: 'panel.server-busy.again' }) });
      }),
    [formatMessage, toggleNotification],
  );

  useEffect(() => {
    const hear = ({ key, newValue }: StorageEvent) => {
      if (key !== SESSION_MARK || !user) return;
      if (newValue === null) setExpired(true);
      else if (newValue !== String(user.id)) setReplaced(true);
      else if (expired) refreshAccessToken().then((next) => setExpired(next === null), () => undefined);
    };
    window.addEventListener('storage', hear);
    return () => window.removeEventListener('storage', hear);
  }, [expired, user]);

  const refetchUser = useCallback(async () => {
    const { data } = (await get<{ data: User }>('/admin/users/me')).data;
    setUser(data);
    return data;
  }, [get]);

  const refetchPermissions = useCallback(async () => {
    setPermissions((await get<{ data: Permission[] }>('/admin/users/me/permissions')).data.data);
  }, [get]);

  const begin = useCallback(
    async (next: string) => {
      storeAccessToken(next);
      const [{ id }] = await Promise.all([refetchUser(), refetchPermissions()]);
      localStorage.setItem(SESSION_MARK, String(id));
      setExpired(false);
    },
    [refetchPermissions, refetchUser],
  );

  const logout = useCallback(async () => {
    await post('/admin/logout').catch((error) => {
      // The session is already gone, which is what was requested.
      if (!(error instanceof FetchError && error.status === 401)) throw error;
    });
    localStorage.removeItem(SESSION_MARK);
    storeAccessToken(null);
    setUser(undefined);
    setPermissions([]);
    setExpired(false);
  }, [post]);

  useEffect(() => {
    if (started.current) return;
    started.current = true;
    refreshAccessToken()
      .then((next) => (next ? begin(next) : setExpired(localStorage.getItem(SESSION_MARK) !== null)))
      // Anything but a 401: the session may still exist.
      .catch((error) => setUnreachable(!(error instanceof FetchError && error.status === 401)))
      .finally(() => setLoading(false));
  }, [begin]);

  const checkUserHasPermissions = useCallback(
    async (wanted?: Permission[]) => {
      if (!wanted?.length) return [{ action: '', subject: '' }];
      return permissions.filter((own) => wanted.some((one) => grants(own, one)));
    },
    [permissions],
  );

  const value = useMemo<AuthContextValue>(
    () => ({
      begin,
      logout,
      checkUserHasPermissions,
      refetchPermissions,
      refetchUser,
      isLoading,
      permissions,
      user,
      token,
      expired,
      replaced,
      unreachable,
    }),
    [
      begin,
      logout,
      checkUserHasPermissions,
      refetchPermissions,
      refetchUser,
      isLoading,
      permissions,
      user,
      token,
      expired,
      replaced,
      unreachable,
    ],
  );
  return <AuthContext.Provider value={value}>{children}</AuthContext.Provider>;
}

/** Whether the permission `own` satisfies `wanted`. Subjects are compared only if `wanted` has one. */
export function grants(own: Permission, wanted: Permission): boolean {
  return own.action === wanted.action && ((wanted.subject ?? null) === null || wanted.subject === own.subject);
}

/**
 * Reads the session (Strapi's `useAuth`).
 *
 * @param consumerName Names the caller in the error that is thrown outside of an {@link AuthProvider}.
 */
export function useAuth<Selected>(consumerName: string, selector: (value: AuthContextValue) => Selected): Selected {
  const value = useContext(AuthContext);
  if (!value) throw new Error(`\`${consumerName}\` must be used within \`AuthProvider\``);
  return selector(value);
}
