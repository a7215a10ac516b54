import { Button } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { useRouteError } from 'react-router-dom';
import { Page } from './page';

/** Shown instead of a page that does not exist, or that failed to load or render. */
export function BrokenPage({ status }: { status?: 404 }) {
  const { formatMessage } = useIntl();
  const error = useRouteError() as { status?: number } | undefined;
  const isMissing = status === 404 || error?.status === 404;
  return (
    <Page.Error
      content={formatMessage({ id: isMissing ? 'panel.not-found' : 'panel.broken' })}
      action={
        <Button variant="secondary" onClick={() => (isMissing ? window.location.assign('/admin/') : window.location.reload())}>
          {formatMessage({ id: isMissing ? 'panel.to-start' : 'panel.reload' })}
        </Button>
      }
    />
  );
}
