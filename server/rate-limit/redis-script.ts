import { createHash } from 'node:crypto';

/** How long a request waits for Redis (milliseconds). */
const ANSWER_MS = 100;
/** How long connecting may take, TLS included (milliseconds). */
const CONNECT_MS = 1000;
/** How long connecting may take with what the client says first, such as the password (milliseconds): longer than {@link CONNECT_MS}. */
const GREET_MS = 1500;
/** How long after a failure the next attempt begins (milliseconds). */
const RETRY_MS = 1000;

/** A script in a Redis that may go away and come back. */
export interface RedisScript {
  /** What the script answers. Null if Redis is away, at once, and where it does not answer in time or with an error, which is the same. Never rejects. */
  run(key: string, ...args: string[]): Promise<unknown>;
  /** Connects, and waits for the first attempt. Never rejects. */
  start(): Promise<void>;
  /** Closes the connection. From then on Redis is away. */
  stop(): Promise<void>;
}

/** What is told of a Redis: each once, when it changes. */
export interface RedisListener {
  /** `reason` is a code, without anything of the URL. */
  onAway(reason: string): void;
  onBack(): void;
}

type Client = ReturnType<typeof import('@redis/client').createClient>;

/**
 * See {@link RedisScript}. Whatever fails, be it one answer that is late, closes the connection and with it all that waits, and a new one is tried every
 * second: so nothing piles up before a Redis that hangs, and no request waits for one that is away. It is back once it has run the script with `probe`, a
 * key and arguments.
 * @param answerMs how long it may take to answer (milliseconds)
 * @throws {Error} if the client is not installed
 */
export function createRedisScript(url: string, script: string, [probeKey, ...probeArgs]: [string, ...string[]], { onAway, onBack }: RedisListener, answerMs = ANSWER_MS): RedisScript {
  const { createClient } = requireClient();
  const sha = createHash('sha1').update(script).digest('hex');
  let client: Client | null = null;
  let attempt = Promise.resolve();
  let retry: NodeJS.Timeout | undefined;
  let isAway = false;
  let isStopped = false;

  async function connect(): Promise<void> {
    const candidate = createClient({
      url,
      // Older releases, and what stands in for Redis, have no HELLO, and repeat its arguments in their answer: the password is one.
      RESP: 2,
      disableClientInfo: true,
      disableOfflineQueue: true,
      // Times are kept here.
      commandOptions: { timeout: undefined },
      socket: { connectTimeout: CONNECT_MS, reconnectStrategy: false },
    }) as Client;
    candidate.on('error', (error) => {
      if (client === candidate) lose(candidate, error);
    });
    try {
      await within(GREET_MS, candidate.connect());
      await within(answerMs, candidate.sendCommand(['EVAL', script, '1', probeKey, ...probeArgs]));
    } catch (error) {
      lose(candidate, error);
      return;
    }
    client = candidate;
    if (isAway) onBack();
    isAway = false;
  }

  function lose(lost: Client, error: unknown): void {
    client = null;
    lost.destroy();
    if (isStopped) return;
    if (!isAway) onAway(reasonOf(error));
    isAway = true;
    retry = setTimeout(() => (attempt = connect()), RETRY_MS).unref();
  }

  /** Redis forgets scripts when it is told to. */
  async function evaluate(on: Client, args: string[]): Promise<unknown> {
    try {
      return await on.sendCommand(['EVALSHA', sha, '1', ...args]);
    } catch (error) {
      if (reasonOf(error) !== 'NOSCRIPT') throw error;
      return on.sendCommand(['EVAL', script, '1', ...args]);
    }
  }

  return {
    async run(...args) {
      const current = client;
      if (current === null) return null;
      try {
        return await within(answerMs, evaluate(current, args));
      } catch (error) {
        if (client === current) lose(current, error);
        return null;
      }
    },

    start: () => (attempt = connect()),

    async stop() {
      isStopped = true;
      clearTimeout(retry);
      // The client cannot be closed while it connects.
      await attempt;
      client?.destroy();
      client = null;
    },
  };
}

function requireClient(): typeof import('@redis/client') {
  try {
    return require('@redis/client');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error('The setting redisUrl (REDIS_URL) needs a package that is not installed. Run: npm install @redis/client');
  }
}

/** Rejects where `promise` takes longer. */
function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // After a pause of this process, an answer that is there is read first.
    const timer = setTimeout(() => setImmediate(() => reject(new Error('TIMEOUT'))), ms);
    promise.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}

/** The code of an error, or of Redis's own, which is the first word of its message: the rest may repeat what was sent. */
function reasonOf(error: unknown): string {
  const { code, message = '' } = error as NodeJS.ErrnoException;
  return code ?? /^[A-Z]{2,}\b/.exec(message)?.[0] ?? 'the connection broke';
}
