import { useState, type ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { FormField } from '../../components/form-field';
import { useAuth } from '../../session/auth';
import { useFormRefusal } from '../../session/use-refusal';
import { AuthFrame } from './auth-frame';

/** What a new person tells about themselves. */
export interface Registration {
  firstname: string;
  lastname: string;
  email: string;
  password: string;
}

/** Asks for name and password, and logs in with the answer of `register`. */
export function RegistrationForm({ title, subtitle, initial, hasFixedEmail, register, children }: {
  title: string;
  subtitle: string;
  initial?: Partial<Registration>;
  /** True where the address is known and stays. */
  hasFixedEmail?: boolean;
  /** Resolves with the access token of the new session. */
  register(registration: Registration): Promise<string>;
  children?: ReactNode;
}) {
  const { formatMessage } = useIntl();
  const begin = useAuth('RegistrationForm', (state) => state.begin);
  const { errors, setErrors, fail } = useFormRefusal();
  const [values, setValues] = useState<Registration>({ firstname: '', lastname: '', email: '', password: '', ...initial });
  const field = (name: keyof Registration) => ({
    name,
    error: errors[name],
    value: values[name],
    onChange: (value: string) => setValues((current) => ({ ...current, [name]: value })),
  });

  const submit = async () => {
    setErrors({});
    try {
      await begin(await register(values));
    } catch (error) {
      fail(error);
    }
  };

  return (
    <AuthFrame
      title={title}
      subtitle={subtitle}
      submitLabel={formatMessage({ id: 'panel.register' })}
      onSubmit={submit}
    >
      {children}
      <FormField {...field('firstname')} required autoComplete="given-name" label={formatMessage({ id: 'panel.firstname' })} />
      <FormField {...field('lastname')} autoComplete="family-name" label={formatMessage({ id: 'panel.lastname' })} />
      <FormField
        {...field('email')}
        type="email"
        required
        autoComplete="username"
        disabled={hasFixedEmail}
        label={formatMessage({ id: 'panel.email' })}
      />
      <FormField
        {...field('password')}
        type="password"
        required
        autoComplete="new-password"
        label={formatMessage({ id: 'panel.password' })}
        hint={formatMessage({ id: 'panel.password.rules' })}
      />
    </AuthFrame>
  );
}
