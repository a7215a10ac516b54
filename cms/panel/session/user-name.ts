/** The parts of an account that a name is made of. */
export interface Named {
  firstname?: string | null;
  lastname?: string | null;
  username?: string | null;
  email: string;
}

/** A person's display name: first and last name, else the user name, else the address. */
export function nameOf({ firstname, lastname, username, email }: Named): string {
  return [firstname, lastname].filter(Boolean).join(' ') || username || email;
}

/** One or two letters for the person's avatar. */
export function initialsOf(named: Named): string {
  return nameOf(named).split(/[\s@.]+/u).slice(0, 2).map((word) => [...word][0] ?? '').join('').toUpperCase();
}
