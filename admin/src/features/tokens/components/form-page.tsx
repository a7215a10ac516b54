import type { FormEvent, ReactNode } from 'react';
import { Button, Flex } from '@strapi/design-system';
import { BackButton, Layouts, Page } from '@strapi/strapi/admin';
import { FormProvider, type UseFormReturn } from 'react-hook-form';
import { isolate } from '../../../isolate';
import { useKeepFocus } from '../../../use-keep-focus';
import { useSingleFlight } from '../../../use-single-flight';
import { useText } from '../../../use-text';
import type { TokenValues } from '../rules/token-values';
import { LeaveGuard } from './leave-guard';
import { useWayBack } from './list-place';

/** What the frame of a token's form is told. */
export interface FormPageProps {
  form: UseFormReturn<TokenValues>;
  title: string;
  subtitle?: string;
  /** Buttons beside Save. */
  actions?: ReactNode;
  /** False where the person may not save. */
  canSave: boolean;
  /** Gets what the form holds once it is valid. */
  onSave(values: TokenValues): Promise<void>;
  children: ReactNode;
}

const FORM_ID = 'token-form';

/** The frame of a token's form: the way back, the title, Save, the form's parts, and the question before unsaved changes are left. */
export function FormPage({ form, title, subtitle, actions, canSave, onSave, children }: FormPageProps) {
  const text = useText();
  const { run, isRunning } = useSingleFlight(form.handleSubmit((values) => {
    // Without the spaces at their ends, as they are stored.
    form.setValues(values);
    return onSave(values);
  }));
  const wayBack = useWayBack();
  const saveButton = useKeepFocus(isRunning);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (canSave) void run();
  };
  return (
    <Page.Main>
      <Page.Title>{title}</Page.Title>
      <Layouts.Header
        title={isolate(title)}
        subtitle={subtitle}
        navigationAction={<BackButton fallback={wayBack} />}
        primaryAction={
          <Flex gap={2} wrap="wrap">
            {actions}
            {canSave ? (
              <Button ref={saveButton} type="submit" form={FORM_ID} size="S" loading={isRunning}>
                {text('save')}
              </Button>
            ) : null}
          </Flex>
        }
      />
      <Layouts.Content>
        <form id={FORM_ID} onSubmit={submit} noValidate>
          <Flex direction="column" alignItems="stretch" gap={6}>
            <FormProvider {...form}>
              {children}
              <LeaveGuard />
            </FormProvider>
          </Flex>
        </form>
      </Layouts.Content>
    </Page.Main>
  );
}
