import { createRedisRateLimiter } from '../../../server/rate-limit/redis-rate-limiter';

/** So patient that a busy machine is not taken for a Redis that is away (milliseconds). */
const PATIENT = 120_000;

/** A process that counts requests as an instance does: connects to the Redis at its first argument, and for each message sends back how many of so many at once were admitted. */
async function main(): Promise<void> {
  const say = (message: string) => void process.send!({ log: message });
  const limiter = createRedisRateLimiter(process.argv[2]!, 'processes', { info: say, warn: say }, PATIENT);
  await limiter.start();
  process.on('message', async ({ id, limit, count }: { id: number; limit: { limit: number; window: number }; count: number }) => {
    const states = await Promise.all(Array.from({ length: count }, () => limiter.take(id, limit)));
    process.send!({ admitted: states.filter(({ admitted }) => admitted).length });
  });
  process.on('disconnect', () => process.exit());
  process.send!('ready');
}

void main();
