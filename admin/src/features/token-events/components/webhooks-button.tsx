import { useState } from 'react';
import { Button, Modal } from '@strapi/design-system';
import { useRBAC } from '@strapi/strapi/admin';
import { WEBHOOK_PERMISSIONS } from '../../../permissions';
import { placement } from '../../../placement';
import { useText } from '../../../use-text';
import { WebhooksDialog } from './webhooks-dialog';

/** Opens the choice of events that webhooks receive; nothing where the host has no webhooks, and for those who may not change them. */
export function WebhooksButton() {
  const text = useText();
  const { canRead, canUpdate, canCreate } = useRBAC(WEBHOOK_PERMISSIONS).allowedActions;
  const [isOpen, setOpen] = useState(false);
  if (placement.panelWithWebhooks === undefined || !canRead || !canUpdate) return null;
  return (
    <Modal.Root open={isOpen} onOpenChange={setOpen}>
      <Modal.Trigger><Button variant="tertiary" size="S">{text('webhooks')}</Button></Modal.Trigger>
      {isOpen ? <WebhooksDialog canCreate={canCreate ?? false} onClose={() => setOpen(false)} /> : null}
    </Modal.Root>
  );
}
