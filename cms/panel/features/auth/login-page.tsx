import { useState } from 'react';
import { useIntl } from 'react-intl';
import { FormField } from '../../components/form/form-field';
import { useAuth } from '../../session/auth';
import { useLogin } from '../../session/use-login';
import { AuthFrame } from './auth-frame';

/** Login with address and password. */
export function LoginPage() {
  const { formatMessage } = useIntl();
  const expired = useAuth('LoginPage', (state) => state.expired);
  const { login, refusal } = useLogin();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const problem = refusal ?? (expired ? 'panel.session-ended' : undefined);

  return (
    <AuthFrame
      title={formatMessage({ id: 'panel.login.title' })}
      subtitle={formatMessage({ id: 'panel.login.subtitle' })}
      submitLabel={formatMessage({ id: 'panel.login' })}
      problem={problem && formatMessage({ id: problem })}
      onSubmit={async () => void (await login({ email, password }))}
    >
      <FormField
        name="email"
        type="email"
        autoComplete="username"
        required
        label={formatMessage({ id: 'panel.email' })}
        value={email}
        onChange={setEmail}
      />
      <FormField
        name="password"
        type="password"
        autoComplete="current-password"
        required
        label={formatMessage({ id: 'panel.password' })}
        value={password}
        onChange={setPassword}
      />
    </AuthFrame>
  );
}
