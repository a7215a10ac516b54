/** The class that stores of rate-limiter-flexible are made from, with the methods that one implements; the package exports only its type. */
declare module 'rate-limiter-flexible/lib/RateLimiterStoreAbstract' {
  import { type IRateLimiterOptions, type RateLimiterRes, RateLimiterStoreAbstract as Base } from 'rate-limiter-flexible';

  abstract class RateLimiterStoreAbstract extends Base {
    constructor(options: IRateLimiterOptions & { storeClient: unknown });
    protected abstract _upsert(key: string, points: number, durationMs: number, overwrite?: boolean): Promise<unknown>;
    protected abstract _get(key: string): Promise<unknown>;
    protected abstract _delete(key: string): Promise<boolean>;
    protected abstract _getRateLimiterRes(key: string, changedPoints: number, stored: any): RateLimiterRes;
  }
  export = RateLimiterStoreAbstract;
}
