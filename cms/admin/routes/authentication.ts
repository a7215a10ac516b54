import * as yup from 'yup';
import type { Row } from '../../../server/host';
import { ApplicationError, UnauthorizedError, ValidationError } from '../../errors';
import type { Route } from '../../route';
import { type AdminContext, publicRoute, sessionRoute } from '../admin-route';
import { clearRefreshCookie, readRefreshCookie, setRefreshCookie } from '../refresh-cookie';
import type { Invitations } from '../services/invitations';
import type { LoginLimits } from '../services/login-limits';
import type { Passwords } from '../services/passwords';
import { normalizeEmail } from '../services/profile';
import { mayLogIn, type Sessions } from '../services/sessions';
import { toPublicUser } from '../services/to-public-user';
import type { Users } from '../services/users';
import { email, filledText, newPassword, text, validate } from '../validate';

// Strapi's panel sends more than this at login, which is ignored.
const loginSchema = yup.object({ email: text().required(), password: text().required() });

const newAdminSchema = yup.object({
  email: email().required(),
  firstname: filledText().required(),
  lastname: text().nullable(),
  password: newPassword().required(),
}).noUnknown();

const registrationSchema = yup.object({
  registrationToken: text().required(),
  userInfo: yup.object({
    firstname: filledText().required(),
    lastname: text().nullable(),
    password: newPassword().required(),
  }).noUnknown().required(),
}).noUnknown();

const registrationInfoSchema = yup.object({ registrationToken: text().required() });

/** The routes for login, registration and logout. */
export function authenticationRoutes(
  users: Users, invitations: Invitations, sessions: Sessions, passwords: Passwords, limits: LoginLimits,
): Route[] {
  /** Logs `user` in and responds with the session. */
  async function answerWithSession(ctx: AdminContext, user: Row): Promise<void> {
    const session = await sessions.start(user);
    setRefreshCookie(ctx, session.refreshToken, session.expiresAt);
    ctx.body = { data: { token: session.accessToken, user: toPublicUser(session.user) } };
  }

  async function init(ctx: AdminContext): Promise<void> {
    ctx.body = { data: { hasAdmin: await users.hasAdmin() } };
  }

  async function registerAdmin(ctx: AdminContext): Promise<void> {
    const { password, ...profile } = await validate(newAdminSchema, ctx.request.body);
    await answerWithSession(ctx, await users.createFirst(profile, password));
  }

  async function login(ctx: AdminContext): Promise<void> {
    const { email: address, password } = await validate(loginSchema, ctx.request.body);
    passwords.assertFree();
    const user = await users.findByEmail(address);
    // By the stored address: some databases also find accounts by other spellings, which must not be counted separately.
    const isRight = await limits.guard(user?.email ?? normalizeEmail(address), ctx.request.ip, () => passwords.verify(password, user?.password));
    if (user === null || !isRight) throw new ApplicationError('Invalid credentials');
    if (!mayLogIn(user)) throw new ApplicationError('User not active');
    await sessions.purge();
    await answerWithSession(ctx, user);
  }

  async function accessToken(ctx: AdminContext): Promise<void> {
    const refreshToken = readRefreshCookie(ctx);
    if (!refreshToken) throw new UnauthorizedError('Missing refresh token');
    const refreshed = await sessions.refresh(refreshToken);
    if (refreshed === null) {
      clearRefreshCookie(ctx);
      throw new UnauthorizedError('Invalid refresh token');
    }
    if (refreshed.renewed) setRefreshCookie(ctx, refreshed.renewed.refreshToken, refreshed.renewed.expiresAt);
    ctx.body = { data: { token: refreshed.accessToken } };
  }

  async function logout(ctx: AdminContext): Promise<void> {
    await sessions.end(ctx.state.sessionId);
    const refreshToken = readRefreshCookie(ctx);
    const owner = refreshToken === undefined ? null : await sessions.identify(refreshToken);
    // By now it may belong to another person who logged in from another tab.
    if (owner === null || owner === ctx.state.sessionId) clearRefreshCookie(ctx);
    ctx.body = { data: {} };
  }

  async function registrationInfo(ctx: AdminContext): Promise<void> {
    const { registrationToken } = await validate(registrationInfoSchema, { ...ctx.query });
    const user = await invitations.findInvited(registrationToken);
    if (user === null) throw new ValidationError('Invalid registrationToken');
    ctx.body = { data: { email: user.email, firstname: user.firstname, lastname: user.lastname } };
  }

  async function register(ctx: AdminContext): Promise<void> {
    const { registrationToken, userInfo: { password, ...profile } } = await validate(registrationSchema, ctx.request.body);
    const user = await invitations.register(registrationToken, profile, password);
    if (user === null) throw new ValidationError('Invalid registration info');
    await answerWithSession(ctx, user);
  }

  return [
    publicRoute('GET', '/init', init),
    publicRoute('POST', '/register-admin', registerAdmin),
    publicRoute('POST', '/login', login),
    publicRoute('POST', '/access-token', accessToken),
    sessionRoute('POST', '/logout', logout),
    publicRoute('GET', '/registration-info', registrationInfo),
    publicRoute('POST', '/register', register),
  ];
}
