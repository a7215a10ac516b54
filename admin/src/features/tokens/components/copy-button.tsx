import { useEffect, useState } from 'react';
import { Button, VisuallyHidden, type ButtonProps } from '@strapi/design-system';
import { Check, Duplicate } from '@strapi/icons';
import { useNotification } from '@strapi/strapi/admin';
import { copyText } from '../../../copy-text';
import { useText } from '../../../use-text';

/** Copies `value` to the clipboard, with a notification. */
export function CopyButton({
  value,
  label,
  variant = 'secondary',
}: {
  value: string;
  label: string;
  variant?: ButtonProps['variant'];
}) {
  const text = useText();
  const { toggleNotification } = useNotification();
  const [isCopied, setCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [isCopied]);

  const copy = async () => {
    if (await copyText(value)) setCopied(true);
    else toggleNotification({ type: 'warning', message: text('copy.failed') });
  };

  return (
    <>
      <Button variant={variant} startIcon={isCopied ? <Check /> : <Duplicate />} onClick={copy}>
        {label}
      </Button>
      <VisuallyHidden role="status">{isCopied ? text('copy.done') : ''}</VisuallyHidden>
    </>
  );
}
