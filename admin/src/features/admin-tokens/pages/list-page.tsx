import type { AdminToken } from '../../../../../server/contract';
import { ADMIN_TOKEN_PERMISSIONS } from '../../../permissions';
import { placement } from '../../../placement';
import { COMMON_COLUMNS } from '../../tokens/list/table/common-columns';
import type { TokenColumn } from '../../tokens/list/table/token-column';
import { TokenListPage } from '../../tokens/list/token-list-page';
import { ownerName } from '../rules/owner-name';

const COLUMNS: Array<TokenColumn<AdminToken>> = [
  { label: 'column.owner', render: ({ adminUserOwner }) => (adminUserOwner ? <bdi>{ownerName(adminUserOwner)}</bdi> : '–') },
  ...COMMON_COLUMNS,
];

/** The admin tokens that the person may see: all for a super admin, their own for others. */
export function ListPage() {
  return (
    <TokenListPage
      path="/admin-tokens"
      permissions={ADMIN_TOKEN_PERMISSIONS}
      columns={COLUMNS}
      messages={{
        title: 'admin-tokens.title',
        subtitle: placement.isBesideStrapis ? 'admin-tokens.subtitle.beside' : 'admin-tokens.subtitle',
        create: 'admin-tokens.create',
        empty: 'admin-tokens.empty',
        createFirst: 'admin-tokens.create.first',
      }}
    />
  );
}
