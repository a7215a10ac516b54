import DataLoader from 'dataloader';
import type { Id } from '../../server/host';

/** Batches the reads of one request's resolvers, so that each kind of read is done once for many records. */
export class Batches {
  private readonly loaders = new Map<string, DataLoader<Id, any>>();
  private readonly made = new Map<object, unknown>();

  /** The result of `make` for `what`, created once. */
  once<Made>(what: object, make: () => Made): Made {
    if (!this.made.has(what)) this.made.set(what, make());
    return this.made.get(what) as Made;
  }

  /** The result of `read` for `id`, undefined if there is none. Concurrent reads with the same key are done as one. */
  load<Result>(key: string, id: Id, read: (ids: Id[]) => Promise<Map<Id, Result>>): Promise<Result | undefined> {
    const loader = this.loaders.get(key) ?? createLoader(read);
    this.loaders.set(key, loader);
    return loader.load(id);
  }
}

function createLoader<Result>(read: (ids: Id[]) => Promise<Map<Id, Result>>): DataLoader<Id, Result | undefined> {
  return new DataLoader(async (ids) => {
    const found = await read([...new Set(ids)]);
    return ids.map((id) => found.get(id));
  }, {
    // The next mutation of a request may have changed what the previous one read.
    cache: false,
    // By then all resolvers of the same level have been called.
    batchScheduleFn: setImmediate,
  });
}
