import type { ReactNode } from 'react';
import { yupResolver } from '@hookform/resolvers/yup';
import { FormProvider, useForm } from 'react-hook-form';
import { useIntl } from 'react-intl';
import { ControlledField } from '../../components/form/controlled-field';
import { useAuth } from '../../session/auth';
import { useFormRefusal } from '../../session/use-refusal';
import { AuthFrame } from './auth-frame';
import { registrationSchema, type Registration } from './registration-schema';

/** Asks for name and password, and logs in with the access token from `register`. */
export function RegistrationForm({ title, subtitle, initial, hasFixedEmail, register, children }: {
  title: string;
  subtitle: string;
  initial?: Partial<Registration>;
  /** True if the address is known and cannot be changed. */
  hasFixedEmail?: boolean;
  /** Resolves with the access token of the new session. */
  register(registration: Registration): Promise<string>;
  children?: ReactNode;
}) {
  const { formatMessage } = useIntl();
  const begin = useAuth('RegistrationForm', (state) => state.begin);
  const form = useForm<Registration>({
    defaultValues: { firstname: '', lastname: '', email: '', password: '', ...initial },
    resolver: yupResolver(registrationSchema),
  });
  const fail = useFormRefusal(form);

  const submit = async (values: Registration) => {
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
      onSubmit={form.handleSubmit(submit)}
    >
      <FormProvider {...form}>
        {children}
        <ControlledField name="firstname" required autoComplete="given-name" label={formatMessage({ id: 'panel.firstname' })} />
        <ControlledField name="lastname" autoComplete="family-name" label={formatMessage({ id: 'panel.lastname' })} />
        <ControlledField
          name="email"
          type="email"
          required
          autoComplete="username"
          disabled={hasFixedEmail}
          label={formatMessage({ id: 'panel.email' })}
        />
        <ControlledField
          name="password"
          type="password"
          required
          autoComplete="new-password"
          label={formatMessage({ id: 'panel.password' })}
          hint={formatMessage({ id: 'panel.password.rules' })}
        />
      </FormProvider>
    </AuthFrame>
  );
}
