import DataLoader from 'dataloader';
import type { Id } from '../../server/host';

/** Collects what the resolvers of one request want to read, so that each kind of read is done once for many records. */
export class Batches {
  private readonly loaders = new Map<string, DataLoader<Id, any>>();
  private readonly made = new Map<object, unknown>();

  /** What `make` gave when it was first asked for `what`. */
  once<Made>(what: object, make: () => Made): Made {
    if (!this.made.has(what)) this.made.set(what, make());
    return this.made.get(what) as Made;
  }

  /** What `read` gives for `id`, undefined for nothing. Reads with the same key that are asked for at the same time are done as one. */
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
    // What one mutation of a request has read, the next may have changed.
    cache: false,
    // By then all resolvers of the same level have asked.
    batchScheduleFn: setImmediate,
  });
}
