/** The parts of an account that a name is made of. */
export interface Named {
  firstname?: string | null;
  lastname?: string | null;
  username?: string | null;
  email: string;
}

/** What a person is called: first and last name, else the user name, else the address. */
export function nameOf({ firstname, lastname, username, email }: Named): string {
  return [firstname, lastname].filter(Boolean).join(' ') || username || email;
}

/** One or two letters for a picture of the person. */
export function initialsOf(named: Named): string {
  return nameOf(named).split(/[\s@.]+/u).slice(0, 2).map((word) => [...word][0] ?? '').join('').toUpperCase();
}
