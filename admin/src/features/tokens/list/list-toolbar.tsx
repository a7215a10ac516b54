import { useCallback } from 'react';
import { Box, Flex, Searchbar, SearchForm, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import type { MessageKey } from '../../../translations';
import { useText } from '../../../use-text';
import type { ListSettings, SortColumn } from '../rules/list/list-settings';
import { ListFilterFields } from './list-filters';
import { useSearchText } from '../permissions/use-search-text';

/** The props of {@link ListToolbar}. */
export interface ListToolbarProps {
  settings: ListSettings;
  /** Whether the tokens have types to filter by. */
  hasTypes: boolean;
  onSettings(change: Partial<ListSettings>): void;
  /** Columns to sort by, if there are no headings for that. */
  sortColumns?: Array<{ label: MessageKey; sort?: SortColumn }>;
}

/** Search, which waits until the typing pauses, the filters and the order of the list. */
export function ListToolbar({ settings, hasTypes, onSettings, sortColumns }: ListToolbarProps) {
  const text = useText();
  const onSearch = useCallback((search: string) => onSettings({ search, page: 1 }), [onSettings]);
  const [typed, setTyped] = useSearchText(settings.search, onSearch);

  return (
    <Flex gap={3} wrap="wrap" alignItems="stretch">
      <Box minWidth="24rem" maxWidth={{ initial: '100%', medium: '36rem' }} flex="1 1 24rem">
        <SearchForm onSubmit={(event) => event.preventDefault()}>
          <Searchbar
            name="search"
            value={typed}
            maxLength={255}
            placeholder={text('list.search')}
            clearLabel={text('list.search.clear')}
            onChange={(event) => setTyped(event.target.value)}
            onClear={() => setTyped('')}
          >
            {text('list.search')}
          </Searchbar>
        </SearchForm>
      </Box>
      <ListFilterFields filters={settings} hasTypes={hasTypes} onFilters={(filters) => onSettings({ ...filters, page: 1 })} />
      {sortColumns ? (
        <Box flex="1 1 20rem" minWidth="20rem" maxWidth={{ initial: '100%', medium: '28rem' }}>
          <SingleSelect
            size="S"
            aria-label={text('list.sort')}
            value={`${settings.sort}:${settings.isDescending ? 'desc' : 'asc'}`}
            onChange={(value) => {
              const [sort, direction] = String(value).split(':') as [SortColumn, string];
              onSettings({ sort, isDescending: direction === 'desc', page: 1 });
            }}
          >
            {sortColumns.flatMap(({ label, sort }) => (sort
              ? (['asc', 'desc'] as const).map((direction) => (
                <SingleSelectOption key={`${sort}:${direction}`} value={`${sort}:${direction}`}>
                  {text(`list.sort.${direction}`, { column: text(label) })}
                </SingleSelectOption>
              ))
              : []))}
          </SingleSelect>
        </Box>
      ) : null}
    </Flex>
  );
}
