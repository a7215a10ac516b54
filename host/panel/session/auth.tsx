import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { onAccessToken, readAccessToken, refreshAccessToken, storeAccessToken } from './access-token';
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

/** What Strapi's `useAuth` offers, as far as plugins use it, and what the shell's own pages need. */
export interface AuthContextValue {
  /** Logs in with the answer of a login, registration or token exchange. */
  begin(token: string): Promise<void>;
  logout(): Promise<void>;
  /** Which of `permissions` the person has; everything is allowed where none is asked for. */
  checkUserHasPermissions(permissions?: Permission[]): Promise<Permission[]>;
  refetchPermissions(): Promise<void>;
  /** Reads the person's own account again, after a change to it. */
  refetchUser(): Promise<void>;
  isLoading: boolean;
  permissions: Permission[];
  user?: User;
  token: string | null;
  /** True where the session ended by itself while somebody was logged in. */
  expired: boolean;
  /** True where the server did not answer at the start. */
  unreachable: boolean;
}

const AuthContext = createContext<AuthContextValue | null>(null);

/** Remembers, without a secret, that this browser was logged in, so that an ended session can be called that. */
const SESSION_MARK = 'cms-session';

/** Holds the session. Looks for one when it is mounted. */
export function AuthProvider({ children }: { children: ReactNode }) {
  const { get, post } = useFetchClient();
  const [user, setUser] = useState<User>();
  const [permissions, setPermissions] = useState<Permission[]>([]);
  const [token, setToken] = useState(readAccessToken);
  const [isLoading, setLoading] = useState(true);
  const [expired, setExpired] = useState(false);
  const [unreachable, setUnreachable] = useState(false);
  const started = useRef(false);
  const leaving = useRef(false);

  useEffect(
    () =>
      onAccessToken((next) => {
        setToken(next);
        if (!next && !leaving.current && localStorage.getItem(SESSION_MARK)) setExpired(true);
      }),
    [],
  );

  const refetchUser = useCallback(async () => {
    setUser((await get<{ data: User }>('/admin/users/me')).data.data);
  }, [get]);

  const refetchPermissions = useCallback(async () => {
    setPermissions((await get<{ data: Permission[] }>('/admin/users/me/permissions')).data.data);
  }, [get]);

  const begin = useCallback(
    async (next: string) => {
      storeAccessToken(next);
      await Promise.all([refetchUser(), refetchPermissions()]);
      localStorage.setItem(SESSION_MARK, '1');
      setExpired(false);
    },
    [refetchPermissions, refetchUser],
  );

  const logout = useCallback(async () => {
    leaving.current = true;
    try {
      // A session that is gone already is what was asked for.
      await post('/admin/logout').catch((error) => {
        if (!(error instanceof FetchError)) throw error;
      });
      localStorage.removeItem(SESSION_MARK);
      storeAccessToken(null);
    } finally {
      leaving.current = false;
    }
    setUser(undefined);
    setPermissions([]);
    setExpired(false);
  }, [post]);

  useEffect(() => {
    if (started.current) return;
    started.current = true;
    refreshAccessToken()
      .then((next) => (next ? begin(next) : undefined))
      .catch((error) => setUnreachable(!(error instanceof FetchError)))
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
      unreachable,
    ],
  );
  return <AuthContext.Provider value={value}>{children}</AuthContext.Provider>;
}

/** Whether the permission `own` is the one that is asked for. A subject counts only where one is asked for. */
export function grants(own: Permission, wanted: Permission): boolean {
  return own.action === wanted.action && ((wanted.subject ?? null) === null || wanted.subject === own.subject);
}

/**
 * Reads the session (Strapi's `useAuth`).
 *
 * @param consumerName Who asks, for the message of the error that is thrown outside of an {@link AuthProvider}.
 */
export function useAuth<Selected>(consumerName: string, selector: (value: AuthContextValue) => Selected): Selected {
  const value = useContext(AuthContext);
  if (!value) throw new Error(`\`${consumerName}\` must be used within \`AuthProvider\``);
  return selector(value);
}
