import { useEffect, useRef, type FormEvent, type ReactNode } from 'react';
import { Button, Flex } from '@strapi/design-system';
import { BackButton, Layouts, Page } from '@strapi/strapi/admin';
import { isolate } from '../../../isolate';
import { useSingleFlight } from '../../../use-single-flight';
import { useText } from '../../../use-text';
import { useWayBack } from './list-place';

/** What the frame of a token's form is told. */
export interface FormPageProps {
  title: string;
  subtitle?: string;
  /** Buttons beside Save. */
  actions?: ReactNode;
  /** False where the person may not save. */
  canSave: boolean;
  onSave(): Promise<void>;
  children: ReactNode;
}

const FORM_ID = 'token-form';

/** The frame of a token's form: the way back, the title, Save, and the form's parts. */
export function FormPage({ title, subtitle, actions, canSave, onSave, children }: FormPageProps) {
  const text = useText();
  const { run, isRunning } = useSingleFlight(onSave);
  const wayBack = useWayBack();
  const hasRun = useRef(false);
  const saveButton = useRef<HTMLButtonElement>(null);

  // A button that is disabled while it works loses the focus.
  useEffect(() => {
    if (!isRunning && document.activeElement === document.body && hasRun.current) saveButton.current?.focus();
    hasRun.current = isRunning;
  }, [isRunning]);

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
            {children}
          </Flex>
        </form>
      </Layouts.Content>
    </Page.Main>
  );
}
