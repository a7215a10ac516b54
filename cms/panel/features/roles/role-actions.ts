/** The permissions on roles. */
export const ROLE_PERMISSIONS = {
  create: [{ action: 'admin::roles.create', subject: null }],
  read: [{ action: 'admin::roles.read', subject: null }],
  update: [{ action: 'admin::roles.update', subject: null }],
  delete: [{ action: 'admin::roles.delete', subject: null }],
};

/** The role that may do everything and cannot be changed. */
export const SUPER_ADMIN_CODE = 'strapi-super-admin';
