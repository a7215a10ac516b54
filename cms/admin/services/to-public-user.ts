import type { Row } from '../../../server/host';

/** A user as shown to clients: never a secret. An invitation that was ended early has no `invitationExpiresAt`. */
export function toPublicUser(user: Row): Row {
  const { id, documentId, firstname, lastname, username, email, isActive, blocked, preferedLanguage, createdAt, updatedAt } = user;
  const roles = (user.roles ?? []).map((role: Row) => ({ id: role.id, name: role.name, description: role.description, code: role.code }));
  return {
    id, documentId, firstname, lastname, username, email, isActive, blocked, preferedLanguage, createdAt, updatedAt, roles,
    hasRegistered: user.password !== null,
    invitationExpiresAt: user.invitationExpiresAt,
  };
}
