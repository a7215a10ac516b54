import type { StrapiApp } from './strapi-app';

/** Adds the CMS's own pages, users and roles, to the settings. */
export function registerOwnSettings(app: StrapiApp): void {
  app.addSettingsLink('permissions', [
    {
      id: 'roles',
      to: 'roles',
      intlLabel: { id: 'panel.roles', defaultMessage: 'Roles' },
      permissions: [{ action: 'admin::roles.read', subject: null }],
      Component: () => import('../features/roles/roles-app'),
    },
    {
      id: 'users',
      to: 'users',
      intlLabel: { id: 'panel.users', defaultMessage: 'Users' },
      permissions: [{ action: 'admin::users.read', subject: null }],
      Component: () => import('../features/users/users-app'),
    },
  ]);
}
