import { Button, EmptyStateLayout, Flex, Typography } from '@strapi/design-system';
import { Page } from '@strapi/strapi/admin';
import { readRefusal } from '../../../refusal';
import { useRefusalText } from '../../../use-refusal-text';
import { useText } from '../../../use-text';

/** The props for a failed request. */
export interface LoadFailureProps {
  error: unknown;
  onRetry(): void;
}

/** Why something could not be loaded, with a retry button if that may help. */
function useFailure({ error, onRetry }: LoadFailureProps) {
  const text = useText();
  const refusalText = useRefusalText();
  const isFinal = [400, 403, 404].includes(readRefusal(error).status ?? 0);
  return {
    content: refusalText(error),
    action: isFinal ? undefined : <Button variant="secondary" onClick={onRetry}>{text('retry')}</Button>,
  };
}

/** A page that could not be loaded. */
export function PageFailure(props: LoadFailureProps) {
  return <Page.Error {...useFailure(props)} />;
}

/** A list that could not be loaded. */
export function ListFailure(props: LoadFailureProps) {
  return <EmptyStateLayout {...useFailure(props)} hasRadius shadow="tableShadow" />;
}

/** A part of a form that could not be loaded. */
export function PartFailure(props: LoadFailureProps) {
  const { content, action } = useFailure(props);
  return (
    <Flex direction="column" alignItems="flex-start" gap={3}>
      <Typography textColor="danger600">{content}</Typography>
      {action}
    </Flex>
  );
}
