import { useId, useState } from 'react';
import { Button, Field, Flex, Link, Modal, SingleSelect, Typography } from '@strapi/design-system';
import { useNotification } from '@strapi/strapi/admin';
import { Link as RouterLink } from 'react-router-dom';
import type { EventAction } from '../../../../../server/contract';
import { isolate } from '../../../isolate';
import { readRefusal } from '../../../refusal';
import { useRefusalText } from '../../../use-refusal-text';
import { useText } from '../../../use-text';
import { PartFailure } from '../../tokens/components/load-failure';
import { SelectOption } from '../../tokens/components/select-option';
import { Skeleton } from '../../tokens/components/skeleton';
import { useSaveTokenEvents, useStrapiWebhooks, type StrapiWebhook } from '../api/strapi-webhooks';
import { tokenEventsOf } from '../rules/webhook-events';
import { EventChoice } from './event-choice';

/** Where Strapi's panel has the form for a new webhook. */
const CREATE_PAGE = '/settings/webhooks/create';

/** What the dialog is told by the button that opens it. */
export interface WebhooksDialogProps {
  /** Whether the person may create webhooks, which is done on Strapi's page. */
  canCreate: boolean;
  onClose(): void;
}

/** Sets which events about tokens one of Strapi's webhooks receives. Strapi's own form only offers a fixed list of events. */
export function WebhooksDialog({ canCreate, onClose }: WebhooksDialogProps) {
  const text = useText();
  const refusalText = useRefusalText();
  const { toggleNotification } = useNotification();
  const body = useId();
  const { data: webhooks, error: loadError, refetch } = useStrapiWebhooks();
  const { mutateAsync, error, isPending, reset } = useSaveTokenEvents();
  /** The webhook that was selected, which may be gone since, and its events once they are changed. */
  const [draft, setDraft] = useState<{ id: StrapiWebhook['id']; chosen?: readonly EventAction[] }>();
  const webhook = webhooks?.find(({ id }) => id === draft?.id) ?? webhooks?.[0];
  const saved = tokenEventsOf(webhook?.events ?? []);
  const chosen = (draft?.id === webhook?.id ? draft?.chosen : undefined) ?? saved;
  const isChanged = chosen.length !== saved.length || chosen.some((action) => !saved.includes(action));

  const choose = (id: StrapiWebhook['id']) => {
    setDraft({ id });
    reset();
  };
  const save = async () => {
    if (webhook === undefined || isPending) return;
    try {
      await mutateAsync({ id: webhook.id, chosen });
    } catch {
      // The dialog says why, and stays open.
      return;
    }
    toggleNotification({ type: 'success', message: text('saved') });
    onClose();
  };
  return (
    <Modal.Content aria-describedby={body} style={{ maxWidth: '64rem' }}>
      <Modal.Header closeLabel={text('close')}><Modal.Title>{text('webhooks.title')}</Modal.Title></Modal.Header>
      <Modal.Body>
        <Flex direction="column" alignItems="stretch" gap={4}>
          <Typography id={body}>{text(webhooks?.length === 0 ? 'webhooks.none' : 'webhooks.body')}</Typography>
          {webhooks === undefined && loadError ? <PartFailure error={loadError} onRetry={() => void refetch()} /> : null}
          {webhooks === undefined && !loadError ? <div aria-busy><Skeleton $height="12rem" /></div> : null}
          {webhooks && webhook ? (
            <>
              <Field.Root name="webhook" hint={webhook.isEnabled ? undefined : text('webhooks.disabled')}>
                <Field.Label>{text('webhooks.webhook')}</Field.Label>
                <SingleSelect value={webhook.id} onChange={(id) => choose(String(id))}>
                  {webhooks.map((one) => (
                    <SelectOption $isOfMany key={one.id} value={one.id}>{`${isolate(one.name)} · ${isolate(one.url)}`}</SelectOption>
                  ))}
                </SingleSelect>
                <Field.Hint />
              </Field.Root>
              <EventChoice chosen={chosen} onChange={(next) => setDraft({ id: webhook.id, chosen: next })} />
            </>
          ) : null}
          {webhooks && canCreate ? <div><Link tag={RouterLink} to={CREATE_PAGE}>{text('webhooks.create')}</Link></div> : null}
          {error ? (
            <Typography role="alert" textColor="danger600">{readRefusal(error).status === 404 ? text('webhooks.gone') : refusalText(error)}</Typography>
          ) : null}
        </Flex>
      </Modal.Body>
      <Modal.Footer>
        <Modal.Close><Button variant="tertiary">{text('close')}</Button></Modal.Close>
        {webhook ? <Button loading={isPending} disabled={!isChanged} onClick={() => void save()}>{text('save')}</Button> : null}
      </Modal.Footer>
    </Modal.Content>
  );
}
