import { Box, Link } from '@strapi/design-system';
import { Link as RouterLink } from 'react-router-dom';
import { useText } from '../../../../use-text';
import { useExpiringCount } from '../../api/count-expiring';
import type { TokenPath } from '../../api/token-keys';
import { NO_FILTERS, writeListSettings, type ListSettings } from '../../rules/list/list-settings';
import { Notice } from '../../components/notice';

/** Says how many tokens are about to end, with a way to see them; nothing where there are none, or these are what the list shows. */
export function ExpiringNotice({ path, settings, enabled }: { path: TokenPath; settings: ListSettings; enabled: boolean }) {
  const text = useText();
  const count = useExpiringCount(path, enabled);
  if (count === 0 || settings.state === 'expiring') return null;
  const expiring = writeListSettings({ ...settings, ...NO_FILTERS, state: 'expiring', search: '', page: 1 });
  return (
    <Box paddingBottom={4}>
      <Notice title={text('list.expiring', { count })}>
        <Link tag={RouterLink} to={{ search: expiring.toString() }}>{text('list.expiring.show', { count })}</Link>
      </Notice>
    </Box>
  );
}
