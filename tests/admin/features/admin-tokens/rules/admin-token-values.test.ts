import type { AdminToken } from '../../../../../server/contract';
import {
  isChanged, NEW_ADMIN_TOKEN, toCreate, toUpdate, valuesOf,
} from '../../../../../admin/src/features/admin-tokens/rules/admin-token-values';

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
    const permissions = new Set(['admin::users.read', 'publish api::article.article']);
    expect(toCreate({ ...NEW_ADMIN_TOKEN, name: 'Job', permissions }, []).adminPermissions).toEqual([
      { action: 'admin::users.read', subject: null },
      { action: 'publish', subject: 'api::article.article' },
    ]);
  });

  it('keeps the field lists of what stays, and sends nothing where nothing is different', () => {
    const values = valuesOf(token);
    expect(isChanged(token, values)).toBe(false);
    expect(toUpdate(token, { ...values, permissions: new Set(['publish api::article.article', 'new']) }, [])).toEqual({
      adminPermissions: [
        { action: 'publish', subject: 'api::article.article', properties: { fields: ['title'] } },
        { action: 'new', subject: null },
      ],
    });
  });
});
