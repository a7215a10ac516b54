import type { AdminToken } from '../../../../../server/contract';
import { toCreate, toUpdate, valuesOf } from '../../../../../admin/src/features/admin-tokens/rules/admin-token-values';
import { NEW_TOKEN } from '../../../../../admin/src/features/tokens/rules/form/token-values';

const token = {
  name: 'Job',
  description: '',
  adminPermissions: [
    { id: 1, action: 'publish', subject: 'api::article.article', properties: { fields: ['title'] }, conditions: ['creator'] },
    { id: 2, action: 'admin::users.read', subject: null, properties: {}, conditions: [] },
  ],
} as unknown as AdminToken;

describe('the form of an admin token', () => {
  it('asks for permissions by action and subject', () => {
    const permissions = ['admin::users.read', 'publish api::article.article'];
    expect(toCreate({ ...NEW_TOKEN, name: 'Job', permissions }, []).adminPermissions).toEqual([
      { action: 'admin::users.read', subject: null },
      { action: 'publish', subject: 'api::article.article' },
    ]);
  });

  it('holds ids in their order, each once', () => {
    const twice = [...token.adminPermissions, token.adminPermissions[0]!];
    expect(valuesOf({ ...token, adminPermissions: twice }).permissions).toEqual(['admin::users.read', 'publish api::article.article']);
  });

  it('keeps the field lists of what stays, and sends what is different alone', () => {
    expect(toUpdate(token, {}, [])).toEqual({});
    expect(toUpdate(token, { permissions: ['new', 'publish api::article.article'] }, [])).toEqual({
      adminPermissions: [
        { action: 'publish', subject: 'api::article.article', properties: { fields: ['title'] } },
        { action: 'new', subject: null },
      ],
    });
  });
});
