import { useEffect, useRef, useState } from 'react';
import { Box, EmptyStateLayout, LinkButton } from '@strapi/design-system';
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
import type { TokenPath } from '../api/token-keys';
import { DeleteTokenDialog } from './delete-token-dialog';
import { useIssuedKeys } from './issued-key';
import { useListState } from './list-place';
import { ListFailure } from './load-failure';
import { ListPagination } from './list-pagination';
import { ListToolbar } from './list-toolbar';
import { TokenCards } from './token-cards';
import type { TokenColumn } from './token-column';
import { TokenTable } from './token-table';
import { useIsNarrow } from './use-is-narrow';
import { useTokenRights } from './use-token-rights';
import { useListSettings } from './use-list-settings';

/** How the list of one kind of token differs from that of the other. */
export interface TokenListPageProps<Token extends TokenSummary> {
  path: TokenPath;
  permissions: TokenPermissions;
  columns: Array<TokenColumn<Token>>;
  messages: Record<'title' | 'subtitle' | 'create' | 'empty' | 'createFirst', MessageKey>;
}

/** The tokens of one kind: search, order, pages, and the way to each. */
export function TokenListPage<Token extends TokenSummary>({ path, permissions, columns, messages }: TokenListPageProps<Token>) {
  const text = useText();
  const navigate = useNavigate();
  const listState = useListState();
  const [measured, isNarrow] = useIsNarrow();
  const region = useRef<HTMLDivElement>(null);
  const [settings, setSettings] = useListSettings();
  const [toDelete, setToDelete] = useState<TokenSummary | null>(null);
  const { canCreate, canRead, canUpdate, canDelete, isLoading } = useTokenRights(permissions);
  const { forget } = useIssuedKeys();
  const list = useTokenList<Token>(path, settings, canRead);
  const { data: tokens, meta } = list.data ?? {};

  useEffect(forget, [forget]);

  // The last page may have gone with its last token.
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
  const rows = {
    tokens,
    columns,
    settings,
    canUpdate,
    canDelete,
    onSettings: setSettings,
    onOpen: ({ id }: TokenSummary) => navigate(String(id), { state: listState }),
    onDelete: setToDelete,
  };
  const isEmpty = tokens?.length === 0 && settings.page === 1;
  const Rows = isNarrow ? TokenCards : TokenTable;

  return (
    <Page.Main>
      <Page.Title>{text(messages.title)}</Page.Title>
      <Layouts.Header
        title={text(messages.title)}
        subtitle={text(messages.subtitle)}
        primaryAction={createButton(messages.create)}
      />
      <Layouts.Content>
        <div ref={measured}>
        {!canRead && !isLoading ? (
          <EmptyStateLayout content={text('list.no-read')} hasRadius shadow="tableShadow" />
        ) : (
          <Box ref={region} tabIndex={-1} role="region" aria-label={text(messages.title)}>
            {isEmpty && !settings.search ? null : (
              <Box paddingBottom={4}>
                <ListToolbar
                  settings={settings}
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
                content={settings.search ? text('list.nothing-found', { search: isolate(settings.search) }) : text(messages.empty)}
                action={settings.search ? undefined : createButton(messages.createFirst)}
                hasRadius
                shadow="tableShadow"
              />
            ) : (
              <>
                <Rows {...rows} />
                {meta && tokens ? <ListPagination pagination={meta.pagination} onSettings={setSettings} /> : null}
              </>
            )}
          </Box>
        )}
        </div>
      </Layouts.Content>
      <DeleteTokenDialog
        path={path}
        token={toDelete}
        region={region}
        onClose={() => setToDelete(null)}
      />
    </Page.Main>
  );
}
