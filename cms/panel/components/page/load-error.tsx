import { Button, EmptyStateLayout } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { isFetchError } from '../../session/fetch-client';
import { useRefusalText } from '../../session/use-refusal';
import { Page } from './page';

/** The props for a failed request. */
export interface LoadErrorProps {
  error: unknown;
  onRetry(): void;
}

/** Why something could not be loaded, with a retry button if that may help. */
function useFailure({ error, onRetry }: LoadErrorProps) {
  const { formatMessage } = useIntl();
  const refusalText = useRefusalText();
  const isFinal = isFetchError(error) && [400, 403, 404].includes(error.status ?? 500);
  return {
    content: refusalText(error),
    action: isFinal ? undefined : <Button variant="secondary" onClick={onRetry}>{formatMessage({ id: 'panel.retry' })}</Button>,
  };
}

/** A page that could not be loaded. */
export function LoadError(props: LoadErrorProps) {
  return <Page.Error {...useFailure(props)} />;
}

/** A part of a page that could not be loaded. */
export function LoadFailure(props: LoadErrorProps) {
  return <EmptyStateLayout {...useFailure(props)} hasRadius shadow="tableShadow" />;
}
