import { useEffect, useRef, useState } from 'react';
import { Box, Button, EmptyStateLayout, Flex, LinkButton } from '@strapi/design-system';
import { Plus } from '@strapi/icons';
import { EmptyDocuments } from '@strapi/icons/symbols';
import { Layouts, Page } from '@strapi/strapi/admin';
import { Link, useNavigate } from 'react-router-dom';
import type { TokenSummary } from '../../../../../server/contract';
import type { TokenPermissions } from '../../../permissions';
import { isolate } from '../../../isolate';
import type { MessageKey } from '../../../translations';
import { useText } from '../../../use-text';
import { useTokenList } from '../api/list-tokens';
import { useListUsage } from '../api/activity/list-usage';
import type { TokenId, TokenPath } from '../api/token-keys';
import { isSelectable } from '../rules/list/bulk';
import { isFirstVisit } from '../rules/list/is-first-visit';
import { isNarrowed, NO_FILTERS } from '../rules/list/list-settings';
import { BulkActions, BulkFailureList, type BulkFailure } from './bulk-actions';
import { DeleteTokenDialog } from '../details/delete-token-dialog';
import { ExpiringNotice } from './notices/expiring-notice';
import { FirstSteps } from './notices/first-steps';
import { ImportNotice } from './notices/import-notice';
import { IdentifyButton } from './identify-button';
import { useIssuedKeys } from '../keys/issued-key';
import { useListState } from './list-place';
import { ListFailure } from '../components/load-failure';
import { ListPagination } from './list-pagination';
import { ListToolbar } from './list-toolbar';
import { Notice } from '../components/notice';
import { PauseTokenDialog } from '../details/pause-token-dialog';
import { ListUsageContext } from './table/sparkline';
import { TokenCards } from './table/token-cards';
import type { TokenColumn } from './table/token-column';
import { TokenTable } from './table/token-table';
import { useDuplicate } from '../form/use-duplicate';
import { useIsNarrow } from '../components/use-is-narrow';
import { useTokenRights } from '../details/use-token-rights';
import { useListSettings } from './use-list-settings';

/** What differs between the lists of the two kinds of token. */
export interface TokenListPageProps<Token extends TokenSummary> {
  path: TokenPath;
  permissions: TokenPermissions;
  columns: Array<TokenColumn<Token>>;
  /** Whether the tokens have types to filter by. */
  hasTypes?: boolean;
  messages: Record<'title' | 'subtitle' | 'create' | 'empty' | 'createFirst', MessageKey>;
}

/** The tokens of one kind: search, filters, order, pages, and the way to each. */
export function TokenListPage<Token extends TokenSummary>({ path, permissions, columns, hasTypes = false, messages }: TokenListPageProps<Token>) {
  const text = useText();
  const navigate = useNavigate();
  const listState = useListState();
  const duplicate = useDuplicate('create', listState);
  const [measured, isNarrow] = useIsNarrow();
  const region = useRef<HTMLDivElement>(null);
  const [settings, setSettings] = useListSettings(hasTypes);
  const [toPause, setToPause] = useState<TokenSummary | null>(null);
  const [toDelete, setToDelete] = useState<TokenSummary | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<TokenId>>(new Set());
  const [failure, setFailure] = useState<BulkFailure>();
  const { canCreate, canRead, canUpdate, canDelete, isLoading } = useTokenRights(permissions);
  const { forget } = useIssuedKeys();
  const list = useTokenList<Token>(path, settings, canRead);
  const { data: tokens, meta } = list.data ?? {};
  const usage = useListUsage(path, tokens?.map(({ id }) => id) ?? []);

  useEffect(forget, [forget]);

  // The last page may no longer exist after its last token was deleted.
  const pageCount = meta?.pagination.pageCount ?? settings.page;
  useEffect(() => {
    if (pageCount > 0 && settings.page > pageCount) setSettings({ page: pageCount });
  }, [pageCount, setSettings, settings.page]);

  const createButton = (label: MessageKey) =>
    canCreate ? (
      <LinkButton tag={Link} to="create" state={listState} startIcon={<Plus />} size="S">
        {text(label)}
      </LinkButton>
    ) : undefined;
  const isFiltered = isNarrowed({ ...settings, search: '' });
  const nothingFound = () => (isFiltered ? text('list.filtered') : text('list.nothing-found', { search: isolate(settings.search) }));
  // It is gone with the filters, and leaves the focus to the list.
  const clearFilters = () => {
    setSettings(NO_FILTERS);
    region.current?.focus();
  };
  const clearButton = () => (isFiltered ? <Button variant="secondary" onClick={clearFilters}>{text('filter.clear')}</Button> : undefined);
  const rights = { canUpdate, canDelete };
  const rows = {
    selection: canUpdate || canDelete
      ? { selected, onSelect: setSelected, isSelectable: (token: TokenSummary) => isSelectable(token, rights) }
      : null,
    tokens,
    columns,
    settings,
    canCreate,
    canUpdate,
    canDelete,
    onSettings: setSettings,
    onOpen: ({ id }: TokenSummary) => navigate(String(id), { state: listState }),
    onPause: setToPause,
    onDuplicate: duplicate,
    onDelete: setToDelete,
  };
  const isEmpty = tokens?.length === 0 && settings.page === 1;
  const isSearched = isNarrowed(settings);
  const Rows = isNarrow ? TokenCards : TokenTable;

  return (
    <Page.Main>
      <Page.Title>{text(messages.title)}</Page.Title>
      <Layouts.Header
        title={text(messages.title)}
        subtitle={text(messages.subtitle)}
        primaryAction={
          <Flex gap={2} wrap="wrap">
            {canRead ? <IdentifyButton path={path} /> : null}
            {createButton(messages.create)}
          </Flex>
        }
      />
      <Layouts.Content>
        <div ref={measured}>
        {!canRead && !isLoading ? (
          <EmptyStateLayout content={text('list.no-read')} hasRadius shadow="tableShadow" />
        ) : (
          <Box ref={region} tabIndex={-1} role="region" aria-label={text(messages.title)}>
            {canCreate ? <ImportNotice region={region} /> : null}
            <ExpiringNotice path={path} settings={settings} enabled={canRead} />
            {failure ? (
              <Box paddingBottom={4}>
                <Notice isSudden title={text(`bulk.${failure.action}.failed`, { done: failure.done.length, count: failure.done.length + failure.failed.length })}>
                  <Flex direction="column" alignItems="flex-start" gap={3}>
                    <BulkFailureList failure={failure} />
                    <Button variant="tertiary" size="S" onClick={() => setFailure(undefined)}>{text('close')}</Button>
                  </Flex>
                </Notice>
              </Box>
            ) : null}
            {canCreate && meta && !isSearched && isFirstVisit(tokens ?? [], meta.pagination.total) ? (
              <FirstSteps path={path} hasTokens={!isEmpty} region={region} />
            ) : null}
            {isEmpty && !isSearched ? null : (
              <Box paddingBottom={4}>
                <ListToolbar
                  settings={settings}
                  hasTypes={hasTypes}
                  onSettings={setSettings}
                  sortColumns={isNarrow ? [{ label: 'column.name', sort: 'name' }, ...columns] : undefined}
                />
              </Box>
            )}
            {list.isError && !tokens ? (
              <ListFailure error={list.error} onRetry={() => void list.refetch()} />
            ) : isEmpty ? (
              <EmptyStateLayout
                icon={<EmptyDocuments width="16rem" />}
                content={isSearched ? nothingFound() : text(messages.empty)}
                action={isSearched ? clearButton() : createButton(messages.createFirst)}
                hasRadius
                shadow="tableShadow"
              />
            ) : (
              <>
                <ListUsageContext.Provider value={usage}><Rows {...rows} /></ListUsageContext.Provider>
                <BulkActions
                  path={path} tokens={(tokens ?? []).filter((token) => selected.has(token.id) && isSelectable(token, rights))} {...rights}
                  onSelect={setSelected} onFailure={setFailure} region={region}
                />
                {meta && tokens ? <ListPagination pagination={meta.pagination} onSettings={setSettings} /> : null}
              </>
            )}
          </Box>
        )}
        </div>
      </Layouts.Content>
      <PauseTokenDialog path={path} token={toPause} region={region} onClose={() => setToPause(null)} />
      <DeleteTokenDialog path={path} token={toDelete} region={region} onClose={() => setToDelete(null)} />
    </Page.Main>
  );
}
