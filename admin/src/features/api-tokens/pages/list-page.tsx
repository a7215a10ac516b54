import type { ContentApiToken, TokenType } from '../../../../../server/contract';
import { API_TOKEN_PERMISSIONS } from '../../../permissions';
import { useText } from '../../../use-text';
import { placement } from '../../../placement';
import { COMMON_COLUMNS } from '../../tokens/list/table/common-columns';
import type { TokenColumn } from '../../tokens/list/table/token-column';
import { TokenListPage } from '../../tokens/list/token-list-page';

function TypeName({ type }: { type: TokenType }) {
  return <>{useText()(`type.${type}`)}</>;
}

const COLUMNS: Array<TokenColumn<ContentApiToken>> = [
  { label: 'column.type', sort: 'type', render: ({ type }) => <TypeName type={type} /> },
  ...COMMON_COLUMNS,
];

/** All content-API tokens. */
export function ListPage() {
  return (
    <TokenListPage
      path="/api-tokens"
      permissions={API_TOKEN_PERMISSIONS}
      columns={COLUMNS}
      hasTypes
      messages={{
        title: 'api-tokens.title',
        subtitle: placement.isBesideStrapis ? 'api-tokens.subtitle.beside' : 'api-tokens.subtitle',
        create: 'api-tokens.create',
        empty: 'api-tokens.empty',
        createFirst: 'api-tokens.create.first',
      }}
    />
  );
}
