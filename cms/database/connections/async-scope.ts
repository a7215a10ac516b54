import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * A value that everything called inside {@link AsyncScope.run} sees, across any number of awaits. It is Node's AsyncLocalStorage, enabled
 * only while something runs in it: up to Node 22 that slows down every promise of the process, related to the value or not, by a tenth of a
 * whole request.
 */
export class AsyncScope<T> {
  private readonly storage = new AsyncLocalStorage<T>();
  private running = 0;

  /** The value of the innermost `run` around the caller; undefined outside of all, and when no `run` is active. */
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
