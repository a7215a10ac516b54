import type { Leaks } from '../settings';
import type { Store, WriteScope } from '../store/store';
import type { FoundKey } from '../store/key-rows';
import { keyStateOf } from '../token/key-state';
import type { By, EventDetails } from '../token/token-event';

/**
 * Applies the setting `apiToken.leaks` to the keys with these hashes, of either kind of token, and returns one line per key found: the token's id and
 * name and what was done, never the key. `by` is who reported them, and from where. Hashes of unknown keys cost one statement, and change nothing.
 */
export type EndLeakedKeys = (hashes: readonly string[], by: By) => Promise<string[]>;

/** Reports that change nothing are recorded at most once per token in this time (milliseconds): anyone can repeat them. */
const REPEATED_MS = 60 * 60 * 1000;

/** The advice for a token that the configuration declares. */
const DECLARE_ANOTHER = 'Declare another key for it in the configuration';

type Outcome = [done: NonNullable<EventDetails['done']>, line: string];

/** See {@link EndLeakedKeys}. */
export function createEndLeakedKeys(leaks: Leaks, store: Store): EndLeakedKeys {
  /** What was done about a key. */
  async function end({ rows, changed }: WriteScope, { token, key }: FoundKey, now: number): Promise<Outcome> {
    const state = keyStateOf(key, now);
    if (state === 'retired') return ['nothing', 'The key had already stopped working'];
    if (leaks === 'notify') return ['nothing', 'Nothing was done'];
    if (key!.leakedAt === null) await rows.markLeaked(key!.id, now);
    if (state === 'current' && leaks === 'pause' && !token.enabled) return ['nothing', 'The token was already paused'];
    changed({ tokenIds: [token.id], ownerIds: [] });
    await rows.update(token, state === 'current' && leaks === 'pause' ? { enabled: false } : {});
    if (state === 'previous') {
      await rows.endPreviousKey(token.id, now);
      return ['previous-key-ended', 'The key was stopped; the current one keeps working'];
    }
    const isDeclared = token.managedBy === 'config';
    if (leaks === 'pause') return ['paused', `The token was paused. ${isDeclared ? DECLARE_ANOTHER : 'Regenerate its key, then resume it'}`];
    await rows.endCurrentKey(token.id, now);
    return ['revoked', `The key was revoked. ${isDeclared ? DECLARE_ANOTHER : 'Regenerate it'}`];
  }

  return async function endLeakedKeys(hashes, by) {
    if ((await recognized(store.rows, hashes)).length === 0) return [];
    return store.write(async (scope) => {
      const lines: string[] = [];
      const all = await recognized(scope.rows, hashes);
      const told = await scope.events.tokensWith('token.leaked', all.map(({ token }) => token.id), Date.now() - REPEATED_MS);
      for (const found of all) {
        const { token, key } = found;
        const keyState = keyStateOf(key, Date.now())!;
        const [done, line] = await end(scope, found, Date.now());
        lines.push(`A ${keyState} key of the token ${token.id}, ${JSON.stringify(token.name)}, was reported as leaked. ${line}.`);
        if (done === 'nothing' && told.has(token.id)) continue;
        told.add(token.id);
        scope.record({ action: 'token.leaked', by, token, details: { keyState, done } });
      }
      return lines;
    });
  };
}

async function recognized(rows: WriteScope['rows'], hashes: readonly string[]): Promise<FoundKey[]> {
  const now = Date.now();
  return [...(await rows.byHashes(hashes)).values()].filter(({ key }) => keyStateOf(key, now) !== null);
}
