import { createHash } from 'node:crypto';

/** How long a request waits for Redis (milliseconds). */
const ANSWER_MS = 100;
/** How long connecting may take, TLS included (milliseconds). */
const CONNECT_MS = 1000;
/** How long connecting may take including the handshake, such as the password (milliseconds): longer than {@link CONNECT_MS}. */
const GREET_MS = 1500;
/** How long after a failure the next attempt begins (milliseconds). */
const RETRY_MS = 1000;

/** A script in a Redis that may become unavailable and come back. */
export interface RedisScript {
  /** The result of the script. Null if Redis is away (immediately), does not respond in time, or responds with an error. Never rejects. */
  run(key: string, ...args: string[]): Promise<unknown>;
  /** Connects, and waits for the first attempt. Never rejects. */
  start(): Promise<void>;
  /** Closes the connection. From then on Redis is away. */
  stop(): Promise<void>;
}

/** Is notified once whenever the availability of Redis changes. */
export interface RedisListener {
  /** `reason` is a code, which contains nothing of the URL. */
  onAway(reason: string): void;
  onBack(): void;
}

type Client = ReturnType<typeof import('@redis/client').createClient>;

/**
 * See {@link RedisScript}. Any failure, even a single late response, closes the connection and ends all pending calls, and a new connection is attempted
 * every second. So nothing piles up in front of a Redis that hangs, and no request waits for one that is away. Redis is back once it has run the script
 * with the probe, a key and arguments.
 * @param answerMs how long Redis may take to respond (milliseconds)
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
      // Older releases, and some compatible servers, do not know HELLO, and repeat its arguments, including the password, in their error.
      RESP: 2,
      disableClientInfo: true,
      disableOfflineQueue: true,
      // Timeouts are handled here.
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

  /** Redis may have flushed its scripts. */
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
      // The client cannot be closed while it is connecting.
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

/** Rejects if `promise` takes longer. */
function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // If this process was paused, a response that has already arrived is read first.
    const timer = setTimeout(() => setImmediate(() => reject(new Error('TIMEOUT'))), ms);
    promise.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}

/** The code of an error. For Redis's own errors, it is the first word of the message, whose rest may repeat what was sent. */
function reasonOf(error: unknown): string {
  const { code, message = '' } = error as NodeJS.ErrnoException;
  return code ?? /^[A-Z]{2,}\b/.exec(message)?.[0] ?? 'the connection broke';
}
