import { adminPath } from '../../../../cms/panel/session/fetch-client';

describe('adminPath', () => {
  it('puts /admin before the paths of plugins, which Strapi has at the root', () => {
    expect(adminPath('/api-tokens')).toBe('/admin/api-tokens');
    expect(adminPath('api-tokens/1')).toBe('/admin/api-tokens/1');
    expect(adminPath('/admin/users/me')).toBe('/admin/users/me');
    expect(adminPath('/admin-tokens')).toBe('/admin/admin-tokens');
  });

  it('writes parameters so that they mean what was given', () => {
    expect(adminPath('/admin/users', { _q: 'a&b=c#d', page: 2, sort: undefined })).toBe('/admin/users?_q=a%26b%3Dc%23d&page=2');
  });
});
