import { Box, Flex, IconButton, Table, Tbody, Td, Th, Thead, Tr, Typography, VisuallyHidden } from '@strapi/design-system';
import { CaretDown, CaretUp } from '@strapi/icons';
import { Link } from 'react-router-dom';
import { styled } from 'styled-components';
import type { TokenSummary } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import type { ListSettings } from '../rules/list-settings';
import { Skeleton } from './skeleton';
import { TokenActions, type TokenActionsProps } from './token-actions';
import type { TokenColumn } from './token-column';

/** What a list of tokens shows, as a table or as cards. */
export interface TokenRowsProps<Token extends TokenSummary> extends TokenActionsProps {
  /** Undefined while they are loaded. */
  tokens: Token[] | undefined;
  columns: Array<TokenColumn<Token>>;
  settings: ListSettings;
  onSettings(change: Partial<ListSettings>): void;
}

const SKELETON_ROWS = [60, 45, 70, 50, 65];

const NameLink = styled(Link)`
  color: inherit;
  text-decoration: none;
  font-weight: ${({ theme }) => theme.fontWeights.bold};
`;

const Row = styled(Tr)`
  cursor: pointer;
`;

const NameCell = styled(Box)`
  max-width: 19rem;
  @media (min-width: 1400px) {
    max-width: 26rem;
  }
`;

function SortButton<Token extends TokenSummary>({
  column,
  settings,
  onSettings,
}: {
  column: TokenColumn<Token>;
} & Pick<TokenRowsProps<Token>, 'settings' | 'onSettings'>) {
  const text = useText();
  const isSorted = settings.sort === column.sort;
  const Icon = isSorted && !settings.isDescending ? CaretUp : CaretDown;
  return (
    <IconButton
      variant="ghost"
      size="XS"
      label={text('list.sort-on', { column: text(column.label) })}
      onClick={() => onSettings({ sort: column.sort, isDescending: isSorted && !settings.isDescending, page: 1 })}
    >
      <Icon opacity={isSorted ? 1 : 0.55} />
    </IconButton>
  );
}

function ariaSort(isSorted: boolean, isDescending: boolean) {
  if (!isSorted) return undefined;
  return isDescending ? 'descending' : 'ascending';
}

/** The tokens as a table that can be sorted by its headings. A click on a row opens the token. */
export function TokenTable<Token extends TokenSummary>(props: TokenRowsProps<Token>) {
  const text = useText();
  const { tokens, columns, settings, onSettings, onOpen } = props;
  const all: Array<TokenColumn<Token>> = [{ label: 'column.name', sort: 'name', render: () => null }, ...columns];

  return (
    <Table colCount={all.length + 1} rowCount={(tokens?.length ?? SKELETON_ROWS.length) + 1} aria-busy={!tokens}>
      <Thead>
        <Tr>
          {all.map((column) => (
            <Th
              key={column.label}
              role="columnheader"
              aria-sort={column.sort && ariaSort(settings.sort === column.sort, settings.isDescending)}
            >
              <Flex gap={1}>
                <Typography variant="sigma" textColor="neutral600">
                  {text(column.label)}
                </Typography>
                {column.sort ? <SortButton column={column} settings={settings} onSettings={onSettings} /> : null}
              </Flex>
            </Th>
          ))}
          <Th role="columnheader">
            <VisuallyHidden>{text('column.actions')}</VisuallyHidden>
          </Th>
        </Tr>
      </Thead>
      <Tbody>
        {tokens
          ? tokens.map((token) => (
              <Row key={token.id} onClick={() => onOpen(token)}>
                <Td>
                  <NameCell>
                    <Typography tag="p" ellipsis textColor="neutral800" title={token.name}>
                      <NameLink to={String(token.id)} onClick={(event) => event.stopPropagation()}>
                        <bdi>{token.name}</bdi>
                      </NameLink>
                    </Typography>
                    {token.description ? (
                      <Typography tag="p" ellipsis variant="pi" textColor="neutral600" title={token.description}>
                        <bdi>{token.description}</bdi>
                      </Typography>
                    ) : null}
                  </NameCell>
                </Td>
                {columns.map((column) => (
                  <Td key={column.label}>
                    <Typography textColor="neutral800">{column.render(token)}</Typography>
                  </Td>
                ))}
                <Td>
                  <TokenActions {...props} token={token} />
                </Td>
              </Row>
            ))
          : SKELETON_ROWS.map((width) => (
              <Tr key={width}>
                {[...all, null].map((column) => (
                  <Td key={column?.label ?? 'actions'}>{column ? <Skeleton $width={`${width}%`} /> : null}</Td>
                ))}
              </Tr>
            ))}
      </Tbody>
    </Table>
  );
}
