import { createHash, randomBytes } from 'node:crypto';
import type { Database, Id, Row, Where } from '../../../server/host';
import { ApplicationError, NotFoundError } from '../../errors';
import { type Actor, assertMayAssign, assertMayChangeUser, type Caller, nobody } from '../caller';
import type { Callers } from '../callers';
import type { PermissionService } from '../permission-service';
import type { AccountChanges } from './account-changes';
import { findRoles } from './find-roles';
import type { Passwords } from './passwords';
import { normalizeEmail, type Profile, profileData } from './profile';
import { newSessionVersion } from './sessions';

/** How long an invitation is valid (milliseconds). */
const invitationMs = 7 * 24 * 60 * 60 * 1000;
/** The invitation attributes of a user without an invitation. */
export const noInvitation = { registrationToken: null, invitationExpiresAt: null, invitedBy: null };

/** The invitations to the admin panel. Every user it returns includes its roles. */
export interface Invitations {
  /**
   * Adds a user who cannot log in before registering with the token, which is valid for seven days, and only as long as the caller, who
   * knows it, may invite into the roles that the user has by then.
   * @throws {ApplicationError} if the address is taken
   * @throws {ForbiddenError} if the roles allow more than the caller may do
   */
  invite(caller: Caller, profile: Profile, roles: Array<number | string>): Promise<Invitation>;
  /**
   * Replaces the invitation of a user who has not registered.
   * @throws {NotFoundError}
   * @throws {ApplicationError} if the user has registered
   * @throws {ForbiddenError} if the user may do more than the caller
   */
  inviteAgain(caller: Caller, id: Id): Promise<Invitation>;
  /** The user who was invited with this token and has not registered yet; null if the invitation has expired. */
  findInvited(registrationToken: string): Promise<Row | null>;
  /** Turns an invited user into an active one; null if the token is not (or no longer) valid. */
  register(registrationToken: string, profile: Profile, password: string): Promise<Row | null>;
}

/** A new invitation: the only time that its token is available. */
export interface Invitation {
  user: Row;
  registrationToken: string;
}

/** See {@link Invitations}. */
export function createInvitations(
  db: Database, change: AccountChanges, permissions: PermissionService, passwords: Passwords, callers: Pick<Callers, 'find'>,
): Invitations {
  const users = db.query('admin::user');
  const find = (where: Where) => users.findOne({ where, populate: ['roles'] });

  function invite(caller: Caller, profile: Profile, roleIds: Array<number | string>): Promise<Invitation> {
    return change(caller, async (actor) => {
      const roles = await findRoles(db, roleIds);
      await assertMayAssign(actor, roles, permissions);
      if (await users.count({ where: { email: normalizeEmail(profile.email!) } }) > 0) {
        throw new ApplicationError('Email already taken', { code: 'EMAIL_ALREADY_TAKEN' });
      }
      const { registrationToken, data } = newInvitation(actor);
      const user = await users.create({
        data: { ...profileData(profile), ...data, isActive: false, sessionVersion: newSessionVersion(), roles: roles.map((role) => role.id) },
        populate: ['roles'],
      });
      return { user, registrationToken };
    });
  }

  function inviteAgain(caller: Caller, id: Id): Promise<Invitation> {
    return change(caller, async (actor) => {
      const target = await find({ id });
      if (target === null) throw new NotFoundError('User does not exist');
      await assertMayChangeUser(actor, target, permissions);
      if (target.password !== null) throw new ApplicationError('This user has already registered');
      const { registrationToken, data } = newInvitation(actor);
      const user = await users.update({ where: { id: target.id }, data, populate: ['roles'] });
      return { user: user!, registrationToken };
    });
  }

  async function findInvited(registrationToken: string): Promise<Row | null> {
    const user = await find({ registrationToken: digest(registrationToken) });
    return user !== null && user.blocked !== true && await isInvited(user) ? user : null;
  }

  async function isInvited({ invitationExpiresAt, invitedBy, roles }: Row): Promise<boolean> {
    // Invitations from before expiry was introduced have no date, and count as expired.
    if (invitationExpiresAt === null || !(Date.parse(invitationExpiresAt) > Date.now())) return false;
    const inviter = invitedBy === null ? null : await callers.find(invitedBy, ['admin::users.create']);
    return inviter !== null && assertMayAssign(inviter, roles, permissions).then(() => true, () => false);
  }

  async function register(registrationToken: string, profile: Profile, password: string): Promise<Row | null> {
    if (await findInvited(registrationToken) === null) return null;
    const hash = await passwords.hash(password);
    return change(nobody, async () => {
      const user = await findInvited(registrationToken);
      return user && users.update({
        where: { id: user.id },
        data: { ...profileData(profile), ...noInvitation, password: hash, isActive: true },
        populate: ['roles'],
      });
    });
  }

  return { invite, inviteAgain, findInvited, register };
}

/** A new invitation by `actor`: its token, and what is stored of it. */
function newInvitation(actor: Actor): { registrationToken: string; data: Row } {
  const registrationToken = randomBytes(32).toString('base64url');
  const invitationExpiresAt = new Date(Date.now() + invitationMs).toISOString();
  return { registrationToken, data: { registrationToken: digest(registrationToken), invitationExpiresAt, invitedBy: actor.reference } };
}

function digest(registrationToken: string): string {
  return createHash('sha256').update(registrationToken).digest('hex');
}
