import type { FormEvent, ReactNode } from 'react';
import { Button, Flex } from '@strapi/design-system';
import { BackButton, Layouts, Page } from '@strapi/strapi/admin';
import { FormProvider, type UseFormReturn } from 'react-hook-form';
import { isolate } from '../../../isolate';
import { useKeepFocus } from '../../../use-keep-focus';
import { useSingleFlight } from '../../../use-single-flight';
import { useText } from '../../../use-text';
import type { TokenValues } from '../rules/form/token-values';
import { LeaveGuard } from './leave-guard';
import { useWayBack } from '../list/list-place';

/** The props of {@link FormPage}. */
export interface FormPageProps {
  form: UseFormReturn<TokenValues>;
  title: string;
  subtitle?: string;
  /** Shown next to the title. */
  badge?: ReactNode;
  /** Buttons next to Save. */
  actions?: ReactNode;
  /** False if the person may not save. */
  canSave: boolean;
  /** Called with the form's values once they are valid. */
  onSave(values: TokenValues): Promise<void>;
  /** Reveals fields with errors after a failed save, if they may be out of sight. */
  onWrong?(field: keyof TokenValues): void;
  children: ReactNode;
}

const FORM_ID = 'token-form';

/** The fields that can have errors, in order. */
const CHECKED = ['name', 'description', 'end', 'addresses', 'rate', 'restrictions'] as const;

/** The page of a token's form: back link, title, Save, the form's parts, and a confirmation before unsaved changes are lost. */
export function FormPage({ form, title, subtitle, badge, actions, canSave, onSave, onWrong, children }: FormPageProps) {
  const text = useText();
  const submitted = form.handleSubmit((values) => {
    // Trimmed, as they are stored.
    form.setValues(values);
    return onSave(values);
  });
  const { run, isRunning } = useSingleFlight(async () => {
    await submitted();
    const wrong = CHECKED.find((field) => form.getFieldState(field).invalid);
    if (wrong === undefined) return;
    onWrong?.(wrong);
    form.setFocus(wrong);
  });
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
        secondaryAction={badge}
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
