import { Box, Flex, Searchbar, Typography } from '@strapi/design-system';
import { isolate } from '../../../isolate';
import { useText } from '../../../use-text';

/** Narrows the permissions that are shown, and shows how many were found. */
export function PermissionSearch({ search, count, onSearch }: {
  search: string;
  /** Null while nothing is searched for. */
  count: number | null;
  onSearch(search: string): void;
}) {
  const text = useText();
  return (
    <Flex gap={3} wrap="wrap">
      <Box minWidth="0" maxWidth={{ initial: '100%', medium: '36rem' }} flex="1 1 24rem">
        <Searchbar
          name="permission-search"
          value={search}
          maxLength={255}
          autoComplete="off"
          placeholder={text('matrix.search.example')}
          clearLabel={text('list.search.clear')}
          onChange={(event) => onSearch(event.target.value)}
          onClear={() => onSearch('')}
          onKeyDown={(event) => {
            // It is inside the token's form, which Enter would submit.
            if (event.key === 'Enter') event.preventDefault();
            if (event.key === 'Escape') onSearch('');
          }}
        >
          {text('matrix.search')}
        </Searchbar>
      </Box>
      <Typography role="status" textColor="neutral600">
        {count === null ? '' : text('matrix.found', { count, search: isolate(search.trim()) })}
      </Typography>
    </Flex>
  );
}
