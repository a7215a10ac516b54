import { grantableIds } from '../../../../../admin/src/features/admin-tokens/rules/grantable-ids';

const permission = (action: string, subject: string | null = null) => ({ action, subject, properties: {}, conditions: [], actionParameters: {} });
const owned = [permission('read', 'api::a.a'), permission('read', 'api::b.b'), permission('admin::users.read')];

describe('grantableIds', () => {
  it('are the permissions of the owner that the request was missing, on the subject of its path', () => {
    expect(grantableIds(['admin::users.read'], '/admin/users', owned)).toEqual(['admin::users.read']);
    expect(grantableIds(['read'], '/admin/content-manager/collection-types/api::b.b/1', owned)).toEqual(['read api::b.b']);
    expect(grantableIds(['read'], '/admin/content-manager/collection-types/api%3A%3Ab.b', owned)).toEqual(['read api::b.b']);
  });

  it.each([[['admin::roles.read'], '/admin/roles'], [['read'], '/admin/x/api::c.c'], [['admin::users.read', 'admin::roles.read'], '/admin/x']])(
    'are none where the owner lacks one of them: %j',
    (required, path) => expect(grantableIds(required, path, owned)).toBeNull(),
  );
});
