import { randomUUID } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { UnavailableError } from '../../errors';

/** How many are hashed at a time: two of libuv's four threads, which also read files and resolve names. */
const atOnce = 2;
/** How many may wait for their turn; a hash takes some 30 ms, so nobody waits long. */
const mayWait = 8;

/** Hashes and verifies passwords with argon2id at the strength that OWASP recommends (19 MiB, two passes). */
export interface Passwords {
  /** @throws {UnavailableError} if too many wait */
  hash(password: string): Promise<string>;
  /**
   * Whether `password` matches `hash`. Without a hash it takes equally long, and returns false.
   * @throws {UnavailableError} if too many wait
   */
  verify(password: string, hash: string | null | undefined): Promise<boolean>;
  /**
   * Call this before doing any work for an unauthenticated password.
   * @throws {UnavailableError} if too many wait
   */
  assertFree(): void;
}

/** See {@link Passwords}. */
export function createPasswords(): Passwords {
  const decoy = hash(randomUUID());
  const waiting: Array<() => void> = [];
  let running = 0;

  function assertFree(): void {
    if (waiting.length >= mayWait) throw new UnavailableError('Too many passwords are being checked, please try again.');
  }

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    assertFree();
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      // The turn passes to whoever has waited longest.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  return {
    assertFree,
    hash: (password) => inTurn(() => hash(password)),
    async verify(password, stored) {
      const matches = await inTurn(async () => verify(stored ?? await decoy, password));
      return matches && stored !== null && stored !== undefined;
    },
  };
}
