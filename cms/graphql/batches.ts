import type { Id } from '../../server/host';

interface Batch {
  ids: Set<Id>;
  results: Promise<Map<Id, any>>;
}

/** Collects what the resolvers of one request want to read, so that each kind of read is done once for many records. */
export class Batches {
  private readonly waiting = new Map<string, Batch>();
  private readonly made = new Map<object, unknown>();

  /** What `make` gave when it was first asked for `what`. */
  once<Made>(what: object, make: () => Made): Made {
    if (!this.made.has(what)) this.made.set(what, make());
    return this.made.get(what) as Made;
  }

  /** What `read` gives for `id`. Reads with the same key that are asked for at the same time are done as one. */
  async load<Result>(key: string, id: Id, read: (ids: Id[]) => Promise<Map<Id, Result>>): Promise<Result | undefined> {
    const batch = this.waiting.get(key) ?? this.open(key, read);
    batch.ids.add(id);
    return (await batch.results).get(id);
  }

  private open(key: string, read: (ids: Id[]) => Promise<Map<Id, unknown>>): Batch {
    const ids = new Set<Id>();
    const results = new Promise<Map<Id, unknown>>((resolve, reject) => {
      // By then all resolvers of the same level have asked.
      setImmediate(() => {
        this.waiting.delete(key);
        read([...ids]).then(resolve, reject);
      });
    });
    const batch = { ids, results };
    this.waiting.set(key, batch);
    return batch;
  }
}
