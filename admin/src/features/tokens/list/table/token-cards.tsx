import { Box, Flex, Typography } from '@strapi/design-system';
import { Link } from 'react-router-dom';
import { styled } from 'styled-components';
import type { TokenSummary } from '../../../../../../server/contract';
import { useText } from '../../../../use-text';
import { Clamp } from '../../components/clamp';
import { Facts } from '../../components/facts';
import { useListState } from '../list-place';
import { Skeleton } from '../../components/skeleton';
import { TokenActions } from './token-actions';
import { SelectAllTokens, SelectToken } from './token-selection';
import type { TokenRowsProps } from './token-table';

const Cards = styled.ul`
  display: grid;
  gap: 1.2rem;
  grid-template-columns: repeat(auto-fill, minmax(min(34rem, 100%), 1fr));
  align-items: start;
`;

/** A long name has a line of its own, above the actions. */
const Head = styled.div`
  display: flex;
  flex-wrap: wrap;
  align-items: flex-start;
  gap: 0.8rem;
  padding-block-end: 1.2rem;
`;

const NameLink = styled(Link)`
  color: ${({ theme }) => theme.colors.neutral800};
  overflow-wrap: anywhere;
`;

/** The tokens as cards, for phones and tablets. */
export function TokenCards<Token extends TokenSummary>(props: TokenRowsProps<Token>) {
  const text = useText();
  const listState = useListState();
  const { tokens, columns, selection } = props;
  const card = { background: 'neutral0', hasRadius: true, shadow: 'filterShadow', padding: 4 } as const;
  if (!tokens) {
    return (
      <Cards aria-busy>
        {[60, 45, 70].map((width) => (
          <Box key={width} tag="li" {...card}>
            <Skeleton $width={`${width}%`} $height="1.6rem" />
            <Box paddingTop={4}>
              <Skeleton $height="8rem" />
            </Box>
          </Box>
        ))}
      </Cards>
    );
  }
  return (
    <>
    {selection ? <Box paddingBottom={3}><SelectAllTokens tokens={tokens} selection={selection} hasLabel /></Box> : null}
    <Cards>
      {tokens.map((token) => (
        <Box key={token.id} tag="li" {...card}>
          <Head>
            <Flex alignItems="flex-start" gap={2} flex="1 1 auto" minWidth={0} maxWidth="100%">
              {selection?.isSelectable(token) ? <SelectToken token={token} selection={selection} /> : null}
              <Box minWidth={0} flex="1">
                <Typography tag="h2" variant="delta">
                  <Clamp title={token.name}>
                    <NameLink to={String(token.id)} state={listState}>
                      <bdi>{token.name}</bdi>
                    </NameLink>
                  </Clamp>
                </Typography>
                {token.description ? (
                  <Typography tag="p" variant="pi" textColor="neutral600">
                    <Clamp as="bdi" title={token.description}>{token.description}</Clamp>
                  </Typography>
                ) : null}
              </Box>
            </Flex>
            <Box marginLeft="auto"><TokenActions {...props} token={token} /></Box>
          </Head>
          <Facts>
            {columns.map((column) => (
              <Box key={column.label} display="contents">
                <dt>{text(column.label)}</dt>
                <dd>{column.render(token)}</dd>
              </Box>
            ))}
          </Facts>
        </Box>
      ))}
    </Cards>
    </>
  );
}
