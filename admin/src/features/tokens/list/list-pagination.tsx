import { Box, Button, Flex, SingleSelect, SingleSelectOption, Typography } from '@strapi/design-system';
import { ChevronLeft, ChevronRight } from '@strapi/icons';
import type { Pagination } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import { PAGE_SIZES, type ListSettings } from '../rules/list/list-settings';

/** The range of the entries shown, and links to the other pages. */
export function ListPagination({
  pagination,
  onSettings,
}: {
  pagination: Pagination;
  onSettings(change: Partial<Pick<ListSettings, 'page' | 'pageSize'>>): void;
}) {
  const text = useText();
  const { page, pageSize, pageCount, total } = pagination;
  const from = (page - 1) * pageSize + 1;
  const go = (to: number) => onSettings({ page: to });

  return (
    <Flex tag="nav" aria-label={text('list.pages')} justifyContent="space-between" wrap="wrap" gap={4} paddingTop={4}>
      <Flex gap={2}>
        <Box width="9rem">
          <SingleSelect
            size="S"
            aria-label={text('list.page-size')}
            value={pageSize}
            onChange={(size) => onSettings({ pageSize: Number(size), page: 1 })}
          >
            {PAGE_SIZES.map((size) => (
              <SingleSelectOption key={size} value={size}>
                {size}
              </SingleSelectOption>
            ))}
          </SingleSelect>
        </Box>
        <Typography textColor="neutral600" aria-hidden>
          {text('list.page-size')}
        </Typography>
      </Flex>
      <Flex gap={3}>
        <Typography textColor="neutral600" role="status">
          {text('list.range', { from, to: Math.min(from + pageSize - 1, total), total })}
        </Typography>
        {pageCount > 1 ? (
          <Flex gap={1}>
            <Button variant="tertiary" size="S" startIcon={<ChevronLeft />} disabled={page <= 1} onClick={() => go(page - 1)}>
              {text('list.previous')}
            </Button>
            <Button
              variant="tertiary"
              size="S"
              endIcon={<ChevronRight />}
              disabled={page >= pageCount}
              onClick={() => go(page + 1)}
            >
              {text('list.next')}
            </Button>
          </Flex>
        ) : null}
      </Flex>
    </Flex>
  );
}
