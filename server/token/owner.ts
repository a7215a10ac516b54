import type { Id } from './token-record';

/** The fields of a person that are kept with a token's credential: those that hosts, conditions and responses read, without secrets. */
export interface Owner {
  readonly id: Id;
  readonly documentId?: string;
  readonly firstname?: string | null;
  readonly lastname?: string | null;
  readonly username?: string | null;
  readonly email?: string;
  readonly isActive?: boolean | null;
  readonly blocked?: boolean | null;
  readonly preferedLanguage?: string | null;
  readonly createdAt?: string | Date;
  readonly updatedAt?: string | Date;
  readonly roles?: ReadonlyArray<{ readonly id: Id; readonly code: string; readonly name: string }>;
}

const ATTRIBUTES = [
  'id', 'documentId', 'firstname', 'lastname', 'username', 'email', 'isActive', 'blocked', 'preferedLanguage', 'createdAt', 'updatedAt',
] as const;

/** Extracts these fields from a stored person. */
export function toOwner(person: Owner): Owner {
  const attributes = Object.fromEntries(ATTRIBUTES.filter((name) => name in person).map((name) => [name, person[name]]));
  const { id, roles } = person;
  return { ...attributes, id, ...(roles && { roles: roles.map(({ id, code, name }) => ({ id, code, name })) }) };
}

/** Whether a person is active. */
export function isActive(owner: Pick<Owner, 'isActive' | 'blocked'>): boolean {
  return owner.isActive === true && owner.blocked !== true;
}
