import type { Strategy } from '../../../server/host';
import type { Cms } from '../../cms';
import type { ContentType } from '../../content-type';
import { ValidationError } from '../../errors';
import { ContentRestrictions } from '../restrict';
import { isExposed } from './readable-attributes';

/** The maximum number of records that one request may read. */
export const mostRecords = 10_000;
/** The maximum number of characters in a response: one text may occur in many places. */
export const mostCharacters = 20_000_000;

/** The limits of the conditions of one request, across all of its operations and relations. */
export const conditionLimits = {
  /** Conditions, orders and relations. */
  terms: 200,
  /** Values that attributes are compared with. */
  values: 1000,
  /** Search texts, and their characters: each is searched for in every record. */
  searches: 20,
  searchedCharacters: 2000,
} as const;

/** The caller of a request, the content types, and what remains of the request's limits. Each request has its own. */
export class ReadContext {
  private readonly answers = new Map<string, Promise<boolean>>();
  private readonly left: Record<keyof typeof conditionLimits, number> = { ...conditionLimits };
  private records = mostRecords;
  private characters = mostCharacters;
  private refusal: ValidationError | undefined;
  private ending: AbortController | undefined;

  /**
   * @param types All content types, by uid.
   * @param ask Whether the caller may `find` records of a content type; called once per type.
   * @param restrictions The restrictions of its token; null if there are none.
   */
  constructor(
    readonly types: Readonly<Record<string, ContentType>>, private readonly ask: (uid: string) => Promise<boolean>,
    readonly restrictions: ContentRestrictions | null = null,
  ) {}

  /** Whether the caller may `find` records of a content type. */
  mayFind(uid: string): Promise<boolean> {
    const answer = this.answers.get(uid) ?? this.ask(uid);
    this.answers.set(uid, answer);
    return answer;
  }

  /** Counts a requested condition, order or relation. Throws a 400 if there are too many. */
  spendTerm(): void {
    this.spend('terms', 1, 'conditions, orders and relations');
  }

  /** Counts values in comparisons. Throws a 400 if there are too many. */
  spendValues(count: number): void {
    this.spend('values', count, 'values to compare with');
  }

  /** Counts a search text. Throws a 400 if there are too many, or they are too long. */
  spendSearch(text: string): void {
    this.spend('searches', 1, 'texts to search for');
    this.spend('searchedCharacters', text.length, 'characters to search for');
  }

  private spend(kind: keyof typeof conditionLimits, count: number, what: string): void {
    this.left[kind] -= count;
    if (this.left[kind] < 0) throw this.refuse(`It has too many ${what}: at most ${conditionLimits[kind]} are allowed`);
  }

  /** Counts records that are read or returned. Throws a 400 if there are too many. */
  spendRecords(count: number): void {
    this.records -= count;
    if (this.records < 0) throw this.refuse('It requests too many records at once; populate fewer relations, or request a smaller page');
  }

  /** Counts the characters of a returned value. Throws a 400 if there are too many. */
  spendValue(value: unknown): void {
    if (typeof value === 'string') this.characters -= value.length;
    else if (typeof value === 'object' && value !== null) this.characters -= JSON.stringify(value).length;
    if (this.characters < 0) throw this.refuse('Its response is too large; request fewer fields or a smaller page, or populate fewer relations');
  }

  /** Aborted once the request has exceeded a limit, with the error: no more work is needed for it. */
  get signal(): AbortSignal {
    this.ending ??= new AbortController();
    if (this.refusal) this.ending.abort(this.refusal);
    return this.ending.signal;
  }

  private refuse(rule: string): ValidationError {
    this.refusal ??= new ValidationError(`Invalid query. ${rule}`);
    this.ending?.abort(this.refusal);
    return this.refusal;
  }
}

/** Creates the context of a request from its `ctx.state.auth`. */
export function createReadContext(cms: Pick<Cms, 'auth' | 'contentTypes' | 'db'>, auth: any): ReadContext {
  const strategy: Strategy | undefined = auth?.strategy;
  const restrictions = strategy?.restrictionsOf?.(auth) ?? null;
  return new ReadContext(cms.contentTypes, async (uid) => {
    if (!isExposed(uid)) return false;
    try {
      await cms.auth.verify(auth, { scope: [`${uid}.find`] });
      return true;
    } catch (error) {
      const { status } = error as { status?: number };
      if (status === 401 || status === 403) return false;
      throw error;
    }
  }, restrictions && new ContentRestrictions(cms.db, cms.contentTypes, restrictions, (denial) => strategy!.toRestricted!(auth, denial)));
}
