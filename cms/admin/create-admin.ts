import type { Strategy } from '../../server/host';
import type { Cms } from '../cms';
import type { SqlDatabase } from '../database/create-database';
import type { Policy, RouteSet } from '../route';
import { createCallers } from './callers';
import { createPermissionService, type PermissionService } from './permission-service';
import { adminPolicies } from './policies';
import { authenticationRoutes } from './routes/authentication';
import { meRoutes } from './routes/me';
import { permissionRoutes } from './routes/permissions';
import { roleRoutes } from './routes/roles';
import { userRoutes } from './routes/users';
import { seedRoles } from './seed-roles';
import { createAccountChanges } from './services/account-changes';
import { createInvitations } from './services/invitations';
import { createLoginLimits } from './services/login-limits';
import { createPasswords } from './services/passwords';
import { createRoles } from './services/roles';
import { createSessions, type Sessions } from './services/sessions';
import { createUsers } from './services/users';
import { createSessionStrategy } from './session-strategy';

/** The options of {@link createAdmin}. */
export interface AdminOptions {
  /** The actions of the Editor role when it is created. */
  editorActions: string[];
}

/** Accounts, sessions, roles and permissions, as the CMS mounts them. */
export interface AdminModule {
  /** Routes below `/admin`. Fixed paths come before those with parameters. */
  routeSets: RouteSet[];
  /** `admin::isAuthenticatedAdmin` and `admin::hasPermissions`. */
  policies: Record<string, Policy>;
  /** Authenticates people; for `cms.auth.register('admin', …)`. */
  strategy: Strategy;
  /** `strapi.service('admin::permission')`. */
  permissionService: PermissionService;
  sessions: Sessions;
  /** Creates the default roles; safe when several processes start at once. Call it once the tables exist. */
  seed(): Promise<void>;
}

/** See {@link AdminModule}. Does not use the database before it is called. Access tokens are signed with the setting `admin.auth.secret`. */
export function createAdmin(
  { auth, config, db, contentTypes }: Pick<Cms, 'auth' | 'config' | 'contentTypes'> & { db: SqlDatabase }, { editorActions }: AdminOptions,
): AdminModule {
  const change = createAccountChanges(db);
  const permissionService = createPermissionService(db);
  const passwords = createPasswords();
  const limits = createLoginLimits(db);
  const sessions = createSessions(db, config.get('admin.auth.secret'));
  const callers = createCallers(db, auth, sessions, permissionService);
  const users = createUsers(db, change, permissionService, passwords, sessions);
  const invitations = createInvitations(db, change, permissionService, passwords, callers);
  const roles = createRoles(db, change, permissionService);
  return {
    routeSets: [{
      type: 'admin',
      routes: [
        ...authenticationRoutes(users, invitations, sessions, passwords, limits),
        ...meRoutes(users, sessions, passwords, limits, callers, permissionService),
        ...userRoutes(users, invitations, callers),
        ...roleRoutes(roles, callers, permissionService, contentTypes),
        ...permissionRoutes(permissionService, contentTypes),
      ],
    }],
    policies: adminPolicies,
    strategy: createSessionStrategy(sessions, permissionService),
    permissionService,
    sessions,
    seed: () => seedRoles(db, change, editorActions),
  };
}
