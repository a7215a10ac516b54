import type { ReactNode } from 'react';
import { Box, Flex, IconButton, Typography, VisuallyHidden } from '@strapi/design-system';
import { Eye, Pencil, Trash } from '@strapi/icons';
import { useIntl } from 'react-intl';
import { Link, useNavigate } from 'react-router-dom';
import { styled } from 'styled-components';
import { Clamp } from './clamp';
import { useListState } from './list-place';
import { TableFrame } from './table-frame';
import { useIsNarrow } from './use-is-narrow';

/** A column; on a phone a row of a card. */
export interface DataColumn<Item> {
  label: string;
  render(item: Item): ReactNode;
}

/** The props of a list. Each item has a page at its id. */
export interface DataListProps<Item> {
  items: Item[];
  /** An item's display name. */
  nameOf(item: Item): string;
  columns: Array<DataColumn<Item>>;
  canUpdate: boolean;
  /** Omitted if nothing may be deleted. */
  onDelete?(item: Item): void;
}

const NameLink = styled(Link)`
  color: ${({ theme }) => theme.colors.neutral800};
  font-weight: ${({ theme }) => theme.fontWeights.bold};
  text-decoration: none;
  overflow-wrap: anywhere;
`;

const Facts = styled.dl`
  display: grid;
  grid-template-columns: minmax(9rem, 14rem) 1fr;
  gap: 0.6rem 1.6rem;
  font-size: 1.4rem;
  dt {
    color: ${({ theme }) => theme.colors.neutral600};
  }
  dd {
    margin: 0;
    color: ${({ theme }) => theme.colors.neutral800};
    overflow-wrap: anywhere;
  }
`;

function Actions<Item extends { id: number | string }>({
  item,
  nameOf,
  canUpdate,
  onDelete,
}: DataListProps<Item> & { item: Item }) {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const name = `\u2068${nameOf(item)}\u2069`;
  const listState = useListState();
  const OpenIcon = canUpdate ? Pencil : Eye;
  return (
    <Flex gap={1} justifyContent="flex-end" onClick={(event: React.MouseEvent) => event.stopPropagation()}>
      <IconButton
        variant="ghost"
        label={formatMessage({ id: canUpdate ? 'panel.edit' : 'panel.view' }, { name })}
        onClick={() => navigate(String(item.id), { state: listState })}
      >
        <OpenIcon />
      </IconButton>
      {onDelete ? (
        <IconButton variant="ghost" label={formatMessage({ id: 'panel.delete' }, { name })} onClick={() => onDelete(item)}>
          <Trash />
        </IconButton>
      ) : null}
    </Flex>
  );
}

/** Items with a page each: a table, or cards on a phone. */
export function DataList<Item extends { id: number | string }>(props: DataListProps<Item>) {
  const { items, nameOf, columns } = props;
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const listState = useListState();
  const [measured, isNarrow] = useIsNarrow();
  const name = (item: Item) => (
    <Clamp title={nameOf(item)}>
      <NameLink to={String(item.id)} state={listState} onClick={(event) => event.stopPropagation()}>
        <bdi>{nameOf(item)}</bdi>
      </NameLink>
    </Clamp>
  );

  const headings = [formatMessage({ id: 'panel.name' }), ...columns.map(({ label }) => label)];
  return (
    <div ref={measured}>
      {isNarrow ? (
        <Flex tag="ul" direction="column" alignItems="stretch" gap={3}>
          {items.map((item) => (
            <Box key={item.id} tag="li" background="neutral0" hasRadius shadow="filterShadow" padding={4}>
              <Flex justifyContent="space-between" alignItems="flex-start" gap={2} paddingBottom={3}>
                <Typography tag="h2" variant="delta">
                  {name(item)}
                </Typography>
                <Actions {...props} item={item} />
              </Flex>
              <Facts>
                {columns.map(({ label, render }) => (
                  <Box key={label} display="contents">
                    <dt>{label}</dt>
                    <dd>{render(item)}</dd>
                  </Box>
                ))}
              </Facts>
            </Box>
          ))}
        </Flex>
      ) : (
        <TableFrame>
          <table>
            <thead>
              <tr>
                {headings.map((heading) => (
                  <th key={heading} scope="col">
                    {heading}
                  </th>
                ))}
                <th scope="col">
                  <VisuallyHidden>{formatMessage({ id: 'panel.actions' })}</VisuallyHidden>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={item.id} onClick={() => navigate(String(item.id), { state: listState })}>
                  <td>{name(item)}</td>
                  {columns.map(({ label, render }) => (
                    <td key={label}>{render(item)}</td>
                  ))}
                  <td>
                    <Actions {...props} item={item} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
    </div>
  );
}
