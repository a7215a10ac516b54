import type { Cms } from '../cms';
import type { ContentType } from '../content-type';
import { ValidationError } from '../errors';
import { isExposed } from './readable-attributes';

/** Who sends a request, which content types there are, and how much the request may still ask for. Each request has its own. */
export class ReadContext {
  private readonly answers = new Map<string, Promise<boolean>>();
  private terms = 200;
  private records = 10_000;

  /**
   * @param types All content types, by uid.
   * @param ask Whether the caller may `find` records of a content type; asked once for each.
   */
  constructor(readonly types: Readonly<Record<string, ContentType>>, private readonly ask: (uid: string) => Promise<boolean>) {}

  /** Whether the caller may `find` records of a content type. */
  mayFind(uid: string): Promise<boolean> {
    const answer = this.answers.get(uid) ?? this.ask(uid);
    this.answers.set(uid, answer);
    return answer;
  }

  /** Counts a condition, an order or a relation that is asked for. Throws a 400 when there are too many. */
  spendTerm(): void {
    this.terms -= 1;
    if (this.terms < 0) throw new ValidationError('Invalid query. It has too many conditions, orders and relations');
  }

  /** Counts records that are read or answered. Throws a 400 when there are too many. */
  spendRecords(count: number): void {
    this.records -= count;
    if (this.records < 0) throw new ValidationError('Invalid query. It asks for too many records at once; populate less, or a smaller page');
  }
}

/** The context of a request, by its `ctx.state.auth`. */
export function createReadContext(cms: Pick<Cms, 'auth' | 'contentTypes'>, auth: unknown): ReadContext {
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
  });
}
