import type { ContentType } from '../content-type';
import { ValidationError } from '../errors';

/** What reading the parameters of one request needs to know, and how much it may still ask for. */
export class ReadContext {
  private terms = 200;
  private records = 10_000;

  /**
   * @param types All content types, by uid.
   * @param mayFind Whether the caller may `find` records of a content type.
   */
  constructor(readonly types: Readonly<Record<string, ContentType>>, readonly mayFind: (uid: string) => Promise<boolean>) {}

  /** Counts a condition, an order or a relation that is asked for. Throws a 400 when there are too many. */
  spendTerm(): void {
    this.terms -= 1;
    if (this.terms < 0) throw new ValidationError('Invalid query. It has too many conditions, orders and relations');
  }

  /** Counts a record that is answered. Throws a 400 when there are too many. */
  spendRecord(): void {
    this.records -= 1;
    if (this.records < 0) throw new ValidationError('Invalid query. It asks for too many records at once; populate less, or a smaller page');
  }
}
