import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * A value that everything sees which is called inside of {@link AsyncScope.run}, over any number of awaits. It is Node's
 * AsyncLocalStorage, switched on only while something runs in it: up to Node 22 that makes every promise of the process dearer, a
 * tenth of a whole request, whether it has to do with the value or not.
 */
export class AsyncScope<T> {
  private readonly storage = new AsyncLocalStorage<T>();
  private running = 0;

  /** The value of the innermost `run` around the caller; undefined outside of all, and once no `run` is under way any more. */
  get(): T | undefined {
    return this.running === 0 ? undefined : this.storage.getStore();
  }

  async run<Result>(value: T, callback: () => Promise<Result>): Promise<Result> {
    this.running += 1;
    try {
      return await this.storage.run(value, callback);
    } finally {
      this.running -= 1;
      if (this.running === 0) this.storage.disable();
    }
  }
}
