import type { TokenOwner } from '../../../../../server/contract';

/** An owner's display name: first and last name, else the user name, else the address. */
export function ownerName({ firstname, lastname, username, email }: TokenOwner): string {
  return [firstname, lastname].filter(Boolean).join(' ') || username || email;
}
