import type { ActionAttributes } from './action-provider';

const verbs = {
  users: { create: 'Create (invite)', read: 'Read', update: 'Update', delete: 'Delete' },
  roles: { create: 'Create', read: 'Read', update: 'Update', delete: 'Delete' },
};

/** The actions on accounts and roles, `admin::users.create` and so on, named and grouped as in Strapi. */
export const adminActions: ActionAttributes[] = Object.entries(verbs).flatMap(([subCategory, names]) =>
  Object.entries(names).map(([verb, displayName]): ActionAttributes => ({
    section: 'settings',
    category: 'users and roles',
    subCategory,
    pluginName: 'admin',
    uid: `${subCategory}.${verb}`,
    displayName,
  })));
