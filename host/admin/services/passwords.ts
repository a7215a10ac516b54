import { randomUUID } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** Hashes passwords and checks them, with argon2id at the strength that OWASP recommends (19 MiB, two passes). */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Whether `password` is the one behind `hash`. Takes as long where there is no hash, and then says no. */
  verify(password: string, hash: string | null | undefined): Promise<boolean>;
}

/** See {@link Passwords}. */
export function createPasswords(): Passwords {
  const decoy = hash(randomUUID());
  return {
    hash: (password) => hash(password),
    async verify(password, stored) {
      const matches = await verify(stored ?? await decoy, password);
      return matches && stored !== null && stored !== undefined;
    },
  };
}
