import { useRef, useState, type RefObject } from 'react';
import { Box, Button, Checkbox, Dialog, Flex, Typography } from '@strapi/design-system';
import { ConfirmDialog, useAuth, useNotification } from '@strapi/strapi/admin';
import type { ImportedToken } from '../../../../../server/contract';
import { isolate } from '../../../isolate';
import { placement } from '../../../placement';
import { useRefusalText } from '../../../use-refusal-text';
import { focusWhereLost, useReturnFocus } from '../../../use-return-focus';
import { useText } from '../../../use-text';
import { useImportStrapiTokens, useStrapiTokens } from '../api/strapi-tokens';
import { Notice } from './notice';

const SUPER_ADMIN = 'strapi-super-admin';

/** Says how many of Strapi's own tokens can be copied here, with a way to see what would be done and to do it. For super admins. */
export function ImportNotice({ region }: { region: RefObject<HTMLElement | null> }) {
  const text = useText();
  const { toggleNotification } = useNotification();
  const refusalText = useRefusalText();
  const roles = useAuth('ImportNotice', (state) => state.user?.roles);
  const isSuperAdmin = (roles ?? []).some(({ code }) => code === SUPER_ADMIN);
  const tokens = useStrapiTokens(placement.isBesideStrapis && isSuperAdmin)?.tokens ?? [];
  const importTokens = useImportStrapiTokens();
  const [isOpen, setOpen] = useState(false);
  const [deleteOriginals, setDeleteOriginals] = useState(false);
  const isUnderWay = useRef(false);
  useReturnFocus(isOpen, region);
  const due = tokens.filter(({ outcome }) => outcome === 'imported');
  if (due.length === 0 && !isOpen) return null;

  const confirm = async () => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    try {
      const done = await importTokens.mutateAsync({ deleteOriginals });
      toggleNotification({ type: 'success', message: text('import.done', { count: done.tokens.filter(({ outcome }) => outcome === 'imported').length }) });
      focusWhereLost(region);
    } catch (error) {
      toggleNotification({ type: 'danger', message: refusalText(error) });
    } finally {
      isUnderWay.current = false;
    }
  };

  return (
    <Box paddingBottom={4}>
      <Notice title={text('import.notice', { count: due.length })}>
        <Button variant="secondary" size="S" onClick={() => setOpen(true)}>{text('import.review')}</Button>
      </Notice>
      <Dialog.Root open={isOpen} onOpenChange={setOpen}>
        {isOpen ? (
          <ConfirmDialog title={text('import.title')} variant="default" onConfirm={() => void confirm()}>
            <Flex direction="column" alignItems="stretch" gap={4} width="100%">
              <Typography>{text('import.body')}</Typography>
              <Box tag="ul" maxHeight="24rem" overflow="auto" tabIndex={0} aria-label={text('import.tokens')}>
                {tokens.map((token) => <Box tag="li" key={token.strapiId} paddingBottom={2}><ImportLine token={token} /></Box>)}
              </Box>
              <Checkbox checked={deleteOriginals} onCheckedChange={(checked) => setDeleteOriginals(checked === true)}>{text('import.delete')}</Checkbox>
            </Flex>
          </ConfirmDialog>
        ) : null}
      </Dialog.Root>
    </Box>
  );
}

/** What becomes of one token. */
function ImportLine({ token: { name, kind, outcome, nameHere, lost, reason } }: { token: ImportedToken }) {
  const text = useText();
  return (
    <>
      <Typography tag="p" fontWeight="bold"><bdi>{name}</bdi></Typography>
      <Typography tag="p" variant="pi" textColor="neutral600">
        {text(`import.kind.${kind}`)} · {text(`import.outcome.${outcome}`, { name: isolate(nameHere ?? ''), isRenamed: String(nameHere !== name), reason: reason ?? '' })}
        {lost.length > 0 ? ` · ${text('import.lost', { permissions: lost.join(', ') })}` : null}
      </Typography>
    </>
  );
}
