import { useRef, useState, type RefObject } from 'react';
import { Box, Button, Checkbox, Dialog, Flex, Typography } from '@strapi/design-system';
import { ConfirmDialog, useAuth, useNotification } from '@strapi/strapi/admin';
import type { ImportedToken } from '../../../../../../server/contract';
import { isolate } from '../../../../isolate';
import { hideStrapisEntries, placement } from '../../../../placement';
import { useRefusalText } from '../../../../use-refusal-text';
import { focusWhereLost, useReturnFocus } from '../../../../use-return-focus';
import { useText } from '../../../../use-text';
import { useImportStrapiTokens, useStrapiTokens } from '../../api/strapi-tokens';
import { Notice } from '../../components/notice';

const SUPER_ADMIN = 'strapi-super-admin';

/**
 * Leads to where Strapi's own tokens are here alone, step by step: says how many can be copied, then whose copies Strapi still has, with a way to
 * see what would be done and to do it, and at last how the pages take the place of Strapi's. For super admins.
 */
export function ImportNotice({ region }: { region: RefObject<HTMLElement | null> }) {
  const text = useText();
  const { toggleNotification } = useNotification();
  const refusalText = useRefusalText();
  const roles = useAuth('ImportNotice', (state) => state.user?.roles);
  const isSuperAdmin = (roles ?? []).some(({ code }) => code === SUPER_ADMIN);
  const tokens = useStrapiTokens(placement.isBesideStrapis && isSuperAdmin)?.tokens ?? [];
  const importTokens = useImportStrapiTokens();
  const [isOpen, setOpen] = useState(false);
  const [wantsDeleted, setWantsDeleted] = useState(false);
  const [isEmptied, setEmptied] = useState(false);
  const isUnderWay = useRef(false);
  useReturnFocus(isOpen, region);
  const due = tokens.filter(({ outcome }) => outcome === 'imported');
  const copied = tokens.filter(({ outcome }) => outcome === 'present');
  const isCleanUp = due.length === 0;
  const deleteOriginals = isCleanUp || wantsDeleted;
  if (due.length + copied.length === 0 && !isOpen && !isEmptied) return null;

  const confirm = async () => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    try {
      const done = await importTokens.mutateAsync({ deleteOriginals });
      if (deleteOriginals && done.tokens.every(({ outcome }) => outcome !== 'stays')) {
        hideStrapisEntries();
        setEmptied(true);
      }
      const count = isCleanUp ? done.deleted : done.tokens.filter(({ outcome }) => outcome === 'imported').length;
      toggleNotification({ type: 'success', message: text(isCleanUp ? 'import.deleted' : 'import.done', { count }) });
      focusWhereLost(region);
    } catch (error) {
      toggleNotification({ type: 'danger', message: refusalText(error) });
    } finally {
      isUnderWay.current = false;
    }
  };

  return (
    <Box paddingBottom={4}>
      {isEmptied && tokens.length === 0 ? (
        <Notice title={text('import.emptied')}>
          <Button variant="secondary" size="S" onClick={() => window.location.reload()}>{text('import.reload')}</Button>
        </Notice>
      ) : (
        <Notice title={isCleanUp ? text('import.copied', { count: copied.length }) : text('import.notice', { count: due.length })}>
          <Button variant="secondary" size="S" onClick={() => setOpen(true)}>{text(isCleanUp ? 'import.clean-up' : 'import.review')}</Button>
        </Notice>
      )}
      <Dialog.Root open={isOpen} onOpenChange={setOpen}>
        {isOpen ? (
          <ConfirmDialog title={text(isCleanUp ? 'import.clean-up' : 'import.title')} variant={isCleanUp ? 'danger-light' : 'default'} onConfirm={() => void confirm()}>
            <Flex direction="column" alignItems="stretch" gap={4} width="100%">
              <Typography>{text(isCleanUp ? 'import.clean-up.body' : 'import.body')}</Typography>
              <Box tag="ul" maxHeight="24rem" overflow="auto" tabIndex={0} aria-label={text('import.tokens')}>
                {tokens.map((token) => <Box tag="li" key={token.strapiId} paddingBottom={2}><ImportLine token={token} /></Box>)}
              </Box>
              {isCleanUp ? null : <Checkbox checked={wantsDeleted} onCheckedChange={(checked) => setWantsDeleted(checked === true)}>{text('import.delete')}</Checkbox>}
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
