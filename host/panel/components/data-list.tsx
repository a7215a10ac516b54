import type { ReactNode } from 'react';
import { Box, Flex, IconButton, Table, Tbody, Td, Th, Thead, Tr, Typography, VisuallyHidden } from '@strapi/design-system';
import { Eye, Pencil, Trash } from '@strapi/icons';
import { useIntl } from 'react-intl';
import { Link, useNavigate } from 'react-router-dom';
import { styled } from 'styled-components';
import { useIsNarrow } from './use-is-narrow';

/** A column; on a phone a line of a card. */
export interface DataColumn<Item> {
  label: string;
  render(item: Item): ReactNode;
}

/** What a list is told. Each item has a page at its id. */
export interface DataListProps<Item> {
  items: Item[];
  /** What an item is called. */
  nameOf(item: Item): string;
  columns: Array<DataColumn<Item>>;
  canUpdate: boolean;
  /** Left out where nothing may be deleted. */
  onDelete?(item: Item): void;
}

const NameLink = styled(Link)`
  color: ${({ theme }) => theme.colors.neutral800};
  font-weight: ${({ theme }) => theme.fontWeights.bold};
  text-decoration: none;
  overflow-wrap: anywhere;
`;

const Row = styled(Tr)`
  cursor: pointer;
`;

const Facts = styled.dl`
  display: grid;
  grid-template-columns: minmax(10rem, auto) 1fr;
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
  const OpenIcon = canUpdate ? Pencil : Eye;
  return (
    <Flex gap={1} justifyContent="flex-end" onClick={(event: React.MouseEvent) => event.stopPropagation()}>
      <IconButton
        variant="ghost"
        label={formatMessage({ id: canUpdate ? 'panel.edit' : 'panel.view' }, { name })}
        onClick={() => navigate(String(item.id))}
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

/** Things with a page each: a table, or cards on a phone. */
export function DataList<Item extends { id: number | string }>(props: DataListProps<Item>) {
  const { items, nameOf, columns } = props;
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const isNarrow = useIsNarrow();
  const name = (item: Item) => (
    <NameLink to={String(item.id)} onClick={(event) => event.stopPropagation()}>
      <bdi>{nameOf(item)}</bdi>
    </NameLink>
  );

  if (isNarrow) {
    return (
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
    );
  }

  const headings = [formatMessage({ id: 'panel.name' }), ...columns.map(({ label }) => label)];
  return (
    <Table colCount={headings.length + 1} rowCount={items.length + 1}>
      <Thead>
        <Tr>
          {headings.map((heading) => (
            <Th key={heading} role="columnheader">
              <Typography variant="sigma" textColor="neutral600">
                {heading}
              </Typography>
            </Th>
          ))}
          <Th role="columnheader">
            <VisuallyHidden>{formatMessage({ id: 'panel.actions' })}</VisuallyHidden>
          </Th>
        </Tr>
      </Thead>
      <Tbody>
        {items.map((item) => (
          <Row key={item.id} onClick={() => navigate(String(item.id))}>
            <Td>
              <Typography>{name(item)}</Typography>
            </Td>
            {columns.map(({ label, render }) => (
              <Td key={label}>
                <Typography textColor="neutral800">{render(item)}</Typography>
              </Td>
            ))}
            <Td>
              <Actions {...props} item={item} />
            </Td>
          </Row>
        ))}
      </Tbody>
    </Table>
  );
}
