import { Flex, IconButton, Typography, VisuallyHidden } from '@strapi/design-system';
import { CaretDown, CaretUp } from '@strapi/icons';
import { Link } from 'react-router-dom';
import { styled } from 'styled-components';
import type { TokenSummary } from '../../../../../../server/contract';
import { useText } from '../../../../use-text';
import type { ListSettings } from '../../rules/list/list-settings';
import { useListState } from '../list-place';
import { Clamp } from '../../components/clamp';
import { Skeleton } from '../../components/skeleton';
import { TableFrame } from '../../components/table-frame';
import { TokenActions, type TokenActionsProps } from './token-actions';
import { SelectAllTokens, SelectToken, type TokenSelection } from './token-selection';
import type { TokenColumn } from './token-column';

/** The props of a list of tokens, as a table or as cards. */
export interface TokenRowsProps<Token extends TokenSummary> extends TokenActionsProps {
  /** Undefined while loading. */
  tokens: Token[] | undefined;
  columns: Array<TokenColumn<Token>>;
  settings: ListSettings;
  onSettings(change: Partial<ListSettings>): void;
  /** Null where nothing can be done with several tokens. */
  selection: TokenSelection | null;
}

const SKELETON_ROWS = [60, 45, 70, 50, 65];

const NameLink = styled(Link)`
  color: inherit;
  text-decoration: none;
  font-weight: ${({ theme }) => theme.fontWeights.bold};
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
  const listState = useListState();
  const { tokens, columns, settings, onSettings, onOpen, selection } = props;
  const all: Array<TokenColumn<Token>> = [{ label: 'column.name', sort: 'name', render: () => null }, ...columns];

  return (
    <TableFrame>
      <table aria-busy={!tokens}>
        <thead>
          <tr>
            {selection ? <th scope="col" data-select><SelectAllTokens tokens={tokens ?? []} selection={selection} /></th> : null}
            {all.map((column) => (
              <th
                key={column.label}
                scope="col"
                aria-sort={column.sort && ariaSort(settings.sort === column.sort, settings.isDescending)}
              >
                <Flex gap={1}>
                  {text(column.label)}
                  {column.sort ? <SortButton column={column} settings={settings} onSettings={onSettings} /> : null}
                </Flex>
              </th>
            ))}
            <th scope="col">
              <VisuallyHidden>{text('column.actions')}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens
            ? tokens.map((token) => (
                <tr key={token.id} onClick={() => onOpen(token)}>
                  {selection ? (
                    <td data-select onClick={(event) => event.stopPropagation()}><SelectToken token={token} selection={selection} /></td>
                  ) : null}
                  <td>
                    <Clamp title={token.name}>
                      <NameLink to={String(token.id)} state={listState} onClick={(event) => event.stopPropagation()}>
                        <bdi>{token.name}</bdi>
                      </NameLink>
                    </Clamp>
                    {token.description ? (
                      <Clamp title={token.description}>
                        <Typography variant="pi" textColor="neutral600">
                          <bdi>{token.description}</bdi>
                        </Typography>
                      </Clamp>
                    ) : null}
                  </td>
                  {columns.map((column) => (
                    <td key={column.label}>{column.render(token)}</td>
                  ))}
                  <td>
                    <TokenActions {...props} token={token} />
                  </td>
                </tr>
              ))
            : SKELETON_ROWS.map((width) => (
                <tr key={width}>
                  {selection ? <td data-select /> : null}
                  {[...all, null].map((column) => (
                    <td key={column?.label ?? 'actions'}>{column ? <Skeleton $width={`${width}%`} /> : null}</td>
                  ))}
                </tr>
              ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
