import * as yup from 'yup';
import { BadRequestError, UnauthorizedError } from '../../errors';
import type { Route } from '../../route';
import { type AdminContext, guardedRoute, sessionRoute } from '../admin-route';
import type { Callers } from '../callers';
import type { PermissionService } from '../permission-service';
import { setRefreshCookie } from '../refresh-cookie';
import type { LoginLimits } from '../services/login-limits';
import type { Passwords } from '../services/passwords';
import type { Sessions } from '../services/sessions';
import { toPublicUser } from '../services/to-public-user';
import type { Users } from '../services/users';
import { email, filledText, newPassword, requireChange, text, validate } from '../validate';

const profileSchema = requireChange(yup.object({
  email: email(),
  firstname: filledText(),
  lastname: text().nullable(),
  username: filledText().nullable(),
  preferedLanguage: text().nullable(),
  password: newPassword(),
  currentPassword: text().when('password', ([password], schema) => (password === undefined ? schema : schema.required())),
}).noUnknown());

/** The routes of the caller's own account. Admin tokens can only read it. */
export function meRoutes(
  users: Users, sessions: Sessions, passwords: Passwords, limits: LoginLimits, callers: Callers,
  { actionProvider }: PermissionService,
): Route[] {
  async function findMe(ctx: AdminContext): Promise<void> {
    const user = await users.findOne(ctx.state.user.id);
    if (user === null) throw new UnauthorizedError();
    ctx.body = { data: toPublicUser(user) };
  }

  async function updateMe(ctx: AdminContext): Promise<void> {
    const { currentPassword, ...changes } = await validate(profileSchema, ctx.request.body);
    if (changes.password !== undefined) await assertPassword(ctx, currentPassword!);
    const user = await users.updateSelf(callers.of(ctx), changes);
    if (changes.password !== undefined) {
      // The new password has ended all sessions; this one continues.
      const { refreshToken, expiresAt } = await sessions.start(user);
      setRefreshCookie(ctx, refreshToken, expiresAt);
    }
    ctx.body = { data: toPublicUser(user) };
  }

  async function assertPassword(ctx: AdminContext, password: string): Promise<void> {
    const user = await users.findOne(ctx.state.user.id);
    if (user === null) throw new UnauthorizedError();
    const isRight = await limits.guard(user.email, ctx.request.ip, () => passwords.verify(password, user.password));
    if (!isRight) throw new BadRequestError('ValidationError', { currentPassword: ['Invalid credentials'] });
  }

  async function findMyPermissions(ctx: AdminContext): Promise<void> {
    const { permissions } = await callers.of(ctx)();
    ctx.body = { data: permissions.filter(({ action }) => actionProvider.get(action) !== undefined) };
  }

  return [
    guardedRoute('GET', '/users/me', [], findMe),
    sessionRoute('PUT', '/users/me', updateMe),
    guardedRoute('GET', '/users/me/permissions', [], findMyPermissions),
  ];
}
