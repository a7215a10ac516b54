import { PLUGIN_ID } from './plugin-id';

/** What a person may be allowed to do with the tokens of one kind. */
export type TokenPermissions = Record<
  'access' | 'create' | 'read' | 'update' | 'delete' | 'regenerate' | 'reveal',
  Array<{ action: string; subject: null }>
>;

const permissionsOf = (kind: string): TokenPermissions => {
  const permission = (verb: string) => [{ action: `plugin::${PLUGIN_ID}.${kind}.${verb}`, subject: null }];
  return {
    access: permission('access'),
    create: permission('create'),
    read: permission('read'),
    update: permission('update'),
    delete: permission('delete'),
    regenerate: permission('regenerate'),
    reveal: permission('reveal'),
  };
};

/** The permissions on content-API tokens. */
export const API_TOKEN_PERMISSIONS = permissionsOf('api-tokens');

/** The permissions on admin tokens. */
export const ADMIN_TOKEN_PERMISSIONS = permissionsOf('admin-tokens');

/** Strapi's own permissions on its webhooks. */
export const WEBHOOK_PERMISSIONS = ['read', 'update', 'create'].map((verb) => ({ action: `admin::webhooks.${verb}`, subject: null }));

/** The permissions on token events. */
export const EVENT_PERMISSIONS = { read: [{ action: `plugin::${PLUGIN_ID}.events.read`, subject: null }] };
