import { Box, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import type { Restrictions } from '../../../../../server/contract';
import { knownMessage, readRefusal } from '../../../refusal';
import { useText } from '../../../use-text';
import { usePreview } from '../api/preview-restrictions';

const Json = styled.pre`
  margin-top: 0.8rem;
  padding: 1.2rem;
  max-height: 30rem;
  overflow: auto;
  border-radius: ${({ theme }) => theme.borderRadius};
  background: ${({ theme }) => theme.colors.neutral100};
  color: ${({ theme }) => theme.colors.neutral800};
  font-family: 'SF Mono', SFMono-Regular, ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace;
  font-size: 1.3rem;
  line-height: 1.5;
  white-space: pre-wrap;
  overflow-wrap: anywhere;
`;

const Summary = styled.summary`
  cursor: pointer;
  width: fit-content;
  font-size: 1.4rem;
  color: ${({ theme }) => theme.colors.primary600};
  &:focus-visible {
    outline: 2px solid ${({ theme }) => theme.colors.primary600};
    outline-offset: 2px;
  }
`;

/** How many rows of a content type remain, and one record as the token would get it. */
export function RestrictionPreview({ uid, restrictions }: {
  uid: string;
  /** Null while they are not complete. */
  restrictions: { value: Restrictions | null } | null;
}) {
  const text = useText();
  const { data, error } = usePreview(uid, restrictions);
  const { status, message } = readRefusal(error);
  const key = error ? knownMessage(status, message) : null;
  return (
    <Box>
      <Typography tag="h3" fontWeight="bold" textColor="neutral800">{text('restrictions.preview')}</Typography>
      <div role="status">
        {restrictions === null ? <Typography textColor="neutral600">{text('restrictions.incomplete')}</Typography>
          : error ? <Typography textColor="danger600">{key ? text(key) : message}</Typography>
            : data ? <Typography>{text('restrictions.preview.count', { count: data.count, total: data.total })}</Typography> : null}
      </div>
      {data?.record && restrictions !== null && !error ? (
        <details>
          <Summary>{text('restrictions.preview.record')}</Summary>
          <Json role="group" tabIndex={0} aria-label={text('restrictions.preview.record')} translate="no">{JSON.stringify(data.record, null, 2)}</Json>
        </details>
      ) : null}
    </Box>
  );
}
