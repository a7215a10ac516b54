import type { Owners } from '../owners/owners';
import type { TokenRows } from '../store/token-rows';
import { MAX_GENERATIONS, type TokenLimits } from '../token-limits';
import { isMadeByToken, type Id, type KeylessToken } from '../token/token-record';
import type { Life } from '../token/token-state';

/** What the state of each of these tokens depends on, by id: their own records, and those of the tokens and people they depend on. */
export type LivesOf = (rows: TokenRows, tokens: readonly KeylessToken[]) => Promise<Map<Id, Life>>;

/** See {@link LivesOf}. Takes a few statements, however many tokens there are. */
export function createLivesOf(owners: Pick<Owners, 'find'>, { expiryOf }: Pick<TokenLimits, 'expiryOf'>): LivesOf {
  async function withMakers(rows: TokenRows, tokens: readonly KeylessToken[]): Promise<Map<Id, KeylessToken>> {
    const known = new Map(tokens.map((token) => [token.id, token]));
    let latest = tokens;
    for (let generation = 0; generation < MAX_GENERATIONS && latest.length > 0; generation += 1) {
      const missing = new Set(latest.filter(isMadeByToken).map(({ madeBy }) => madeBy!.id!).filter((id) => !known.has(id)));
      latest = missing.size === 0 ? [] : await rows.byIds([...missing]);
      for (const maker of latest) known.set(maker.id, maker);
    }
    return known;
  }

  return async function livesOf(rows, tokens) {
    const known = await withMakers(rows, tokens);
    const people = await owners.find([...new Set([...known.values()].flatMap(({ ownerId }) => ownerId ?? []))]);

    function lifeOf(token: KeylessToken, generation: number): Life {
      const own: Life = {
        // A date stays the same when the key is replaced; a number of days, or the policy's, begins again.
        isEnabled: token.enabled, startsAt: token.lifespan === null && token.expiresAt !== null ? token.createdAt : token.startsAt, endsAt: expiryOf(token), owner: token.ownerId === null ? null : people.get(token.ownerId) ?? null,
      };
      if (!isMadeByToken(token)) return own;
      const maker = generation < MAX_GENERATIONS ? known.get(token.madeBy!.id!) : undefined;
      if (maker === undefined || maker.isBroken) return { ...own, endsAt: 0 };
      const { isEnabled, endsAt, owner } = lifeOf(maker, generation + 1);
      return { ...own, isEnabled: own.isEnabled && isEnabled, endsAt: Math.min(own.endsAt, endsAt), owner };
    }

    return new Map(tokens.map((token) => [token.id, lifeOf(token, 0)]));
  };
}
