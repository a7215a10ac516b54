import type { Row } from '../../../server/host';

/** The attributes of a profile. */
export interface Profile {
  firstname?: string;
  lastname?: string | null;
  username?: string | null;
  email?: string;
  preferedLanguage?: string | null;
}

/** An address in the form that is stored and searched. */
export function normalizeEmail(email: string): string {
  return email.toLowerCase();
}

/** The attributes to write for a profile: only those that were given. */
export function profileData(profile: Profile): Row {
  const given = Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== undefined));
  return profile.email === undefined ? given : { ...given, email: normalizeEmail(profile.email) };
}
