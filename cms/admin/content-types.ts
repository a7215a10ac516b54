import type { ContentType } from '../content-type';

/** The code of the role that may do everything (Strapi's). */
export const SUPER_ADMIN_CODE = 'strapi-super-admin';

/** The code of the other role that exists from the start (Strapi's). */
export const EDITOR_CODE = 'strapi-editor';

type InternalSchema = Pick<ContentType, 'collectionName' | 'info' | 'attributes' | 'indexes' | 'readsUnreadableAsNull'>;

function internal(uid: string, schema: InternalSchema): ContentType {
  return { uid, kind: 'collectionType', options: { draftAndPublish: false }, ...schema };
}

/** A person of the admin panel. */
const user = internal('admin::user', {
  collectionName: 'admin_users',
  info: { singularName: 'user', pluralName: 'users', displayName: 'User' },
  readsUnreadableAsNull: true,
  attributes: {
    firstname: { type: 'string' },
    lastname: { type: 'string' },
    username: { type: 'string' },
    email: { type: 'email', required: true, unique: true, private: true },
    password: { type: 'password', private: true },
    /** SHA-256 of the invitation's token, in hex; null once it was used. */
    registrationToken: { type: 'string', unique: true, private: true },
    /** When the invitation expires. */
    invitationExpiresAt: { type: 'datetime', private: true },
    /** Who created the invitation, and knows its token: `<strategy>:<id>`. */
    invitedBy: { type: 'string', private: true },
    isActive: { type: 'boolean', default: false, private: true },
    blocked: { type: 'boolean', default: false, private: true },
    preferedLanguage: { type: 'string' },
    /** Sessions with another value have ended. */
    sessionVersion: { type: 'string', required: true, private: true },
    roles: { type: 'relation', relation: 'manyToMany', target: 'admin::role', inversedBy: 'users', private: true },
  },
});

/** A set of permissions that users can have. */
const role = internal('admin::role', {
  collectionName: 'admin_roles',
  info: { singularName: 'role', pluralName: 'roles', displayName: 'Role' },
  readsUnreadableAsNull: true,
  attributes: {
    name: { type: 'string', required: true, unique: true },
    code: { type: 'string', required: true, unique: true },
    description: { type: 'text' },
    users: { type: 'relation', relation: 'manyToMany', target: 'admin::user', mappedBy: 'roles' },
    permissions: { type: 'relation', relation: 'oneToMany', target: 'admin::permission', mappedBy: 'role' },
  },
});

/** One action that a role allows. */
const permission = internal('admin::permission', {
  collectionName: 'admin_permissions',
  info: { singularName: 'permission', pluralName: 'permissions', displayName: 'Permission' },
  attributes: {
    action: { type: 'string', required: true },
    actionParameters: { type: 'json', default: {} },
    subject: { type: 'string' },
    properties: { type: 'json', default: {} },
    conditions: { type: 'json', default: [] },
    role: { type: 'relation', relation: 'manyToOne', target: 'admin::role', inversedBy: 'permissions' },
  },
});

/** A login. The refresh token itself is never stored. */
const session = internal('admin::session', {
  collectionName: 'admin_sessions',
  info: { singularName: 'session', pluralName: 'sessions', displayName: 'Session' },
  readsUnreadableAsNull: true,
  attributes: {
    sessionId: { type: 'string', required: true, unique: true, private: true },
    user: { type: 'relation', relation: 'manyToOne', target: 'admin::user', private: true },
    /** The user's `sessionVersion` at login. */
    version: { type: 'string', required: true, private: true },
    /** SHA-256 of the refresh token, and of the one before it, in hex. */
    tokenHash: { type: 'string', required: true, private: true },
    previousTokenHash: { type: 'string', private: true },
    rotatedAt: { type: 'datetime', private: true },
    expiresAt: { type: 'datetime', required: true, private: true },
  },
});

/** Counts of wrong passwords, by network, site and account, and the networks from which accounts logged in. */
const loginLimit = internal('admin::login-limit', {
  collectionName: 'admin_login_limits',
  info: { singularName: 'login-limit', pluralName: 'login-limits', displayName: 'Login limit' },
  attributes: {
    /** The limit's name, and SHA-256 of what is counted, in hex. */
    limitKey: { type: 'string', required: true, unique: true, private: true },
    points: { type: 'integer', required: true, private: true },
    /** Milliseconds since the epoch. */
    expiresAt: { type: 'biginteger', required: true, private: true },
  },
  indexes: [{ name: 'admin_login_limits_expires_at_index', columns: ['expires_at'] }],
});

/** The content types of accounts, roles and sessions. The database must know them before `createAdmin` is called. */
export const adminContentTypes: ContentType[] = [user, role, permission, session, loginLimit];
