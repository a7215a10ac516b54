import type { FormEvent, ReactNode } from 'react';
import { Box, Button, Flex } from '@strapi/design-system';
import { FormProvider, type FieldValues, type UseFormReturn } from 'react-hook-form';
import { useIntl } from 'react-intl';
import { BackButton } from '../page/back-button';
import { LeaveGuard } from './leave-guard';
import { useWayBack } from '../list/list-place';
import { Layouts } from '../page/layouts';
import { Page } from '../page/page';
import { useKeepFocus } from '../use-keep-focus';
import { useSingleFlight } from '../use-single-flight';

const FORM_ID = 'panel-form';

/** A page with a form: back link, title, Save, and the form's parts. */
export function FormPage<Values extends FieldValues>({ form, title, subtitle, canSave, saveLabel, onSave, children }: {
  form: UseFormReturn<Values>;
  title: string;
  subtitle?: string;
  canSave: boolean;
  saveLabel?: string;
  /** Called with the form's values once they are valid. */
  onSave(values: Values): Promise<void>;
  children: ReactNode;
}) {
  const { formatMessage } = useIntl();
  const { run, isRunning } = useSingleFlight(form.handleSubmit((values) => {
    // Trimmed, as they are stored.
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
        title={<bdi>{title}</bdi>}
        subtitle={subtitle}
        navigationAction={<BackButton fallback={wayBack} />}
        primaryAction={
          canSave ? (
            <Button ref={saveButton} type="submit" form={FORM_ID} size="S" loading={isRunning}>
              {saveLabel ?? formatMessage({ id: 'panel.save' })}
            </Button>
          ) : undefined
        }
      />
      <Layouts.Content>
        <FormProvider {...form}>
          <form id={FORM_ID} onSubmit={submit} noValidate>
            <Flex direction="column" alignItems="stretch" gap={6}>
              {children}
            </Flex>
          </form>
          <LeaveGuard />
        </FormProvider>
      </Layouts.Content>
    </Page.Main>
  );
}

/** A part of a form on a white background. */
export function FormBox({ children }: { children: ReactNode }) {
  return (
    <Box background="neutral0" hasRadius shadow="filterShadow" padding={{ initial: 4, medium: 6 }}>
      {children}
    </Box>
  );
}
