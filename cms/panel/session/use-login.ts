import { useState } from 'react';
import { useAuth } from './auth';
import { isFetchError, useFetchClient } from './fetch-client';

/** Why a login failed, as an id in the message files. */
export type LoginRefusal =
  'panel.login.wrong' | 'panel.login.throttled' | 'panel.login.inactive' | 'panel.unreachable' | 'panel.refused.unavailable' | 'panel.error';

/** The message for a failed login. */
export function loginRefusal(error: unknown): LoginRefusal {
  if (!isFetchError(error)) return 'panel.unreachable';
  if (error.status === 429) return 'panel.login.throttled';
  if (error.status === 503) return 'panel.refused.unavailable';
  if (error.message === 'User not active') return 'panel.login.inactive';
  return error.status === 400 || error.status === 401 ? 'panel.login.wrong' : 'panel.error';
}

/** Logs in with address and password; `login` returns whether it succeeded. */
export function useLogin() {
  const { post } = useFetchClient();
  const begin = useAuth('useLogin', (state) => state.begin);
  const [refusal, setRefusal] = useState<LoginRefusal>();

  const login = async (credentials: { email: string; password: string }) => {
    setRefusal(undefined);
    try {
      const { data } = await post<{ data: { token: string } }>('/admin/login', credentials);
      await begin(data.data.token);
      return true;
    } catch (error) {
      setRefusal(loginRefusal(error));
      return false;
    }
  };
  return { login, refusal };
}
