import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { createAccessKey } from '../../server/key/access-key';
import { serveCalls } from './child';
import { quantile } from './statistics';

/** A sort of request, and what it has to be answered. */
export interface RequestKind {
  path: string;
  /** Keys in turn, or such as no token has; none when left out. */
  keys?: string[] | 'mistyped' | 'unknown' | 'unknown-strapi';
  /** The header that keys are sent in; `Authorization` when left out. */
  keyHeader?: string;
  status: number;
  /** The exact body; any when left out. */
  body?: string;
}

/** How to load a server. */
export interface LoadOrder {
  port: number;
  seconds: number;
  /** By name. */
  requests: Record<string, RequestKind>;
  /**
   * Each of so many connections sends the named requests in turn, the next one when the last is answered. Connections that take turns
   * `together` are all at the same sort of request, so that each sort has the server for itself while it lasts.
   */
  groups: Array<{ connections: number; turns: string[]; together?: boolean }>;
}

/** What came of one sort of request. */
export interface LoadResult {
  answered: number;
  perSecond: number;
  /** Latencies (milliseconds). */
  p50: number;
  p99: number;
  /** Each time that its turn came, on the only connection or on all of them together. */
  runs: Run[];
}

/** Requests of one sort that followed each other. */
export interface Run {
  /** How long the server took for each, while all connections had sent one of them (milliseconds). */
  each: number;
  /** The median of their latencies (milliseconds). */
  p50: number;
}

/** The calls of this process. */
export type LoadMethods = { load(order: LoadOrder): Promise<Record<string, LoadResult>> };

/** More than the 10,000 unknown keys that the plugin remembers, so that none is still known when its turn comes again. */
const MADE_UP_KEYS = 40_000;
const makers = {
  unknown: () => createAccessKey('cms', 'content'),
  'unknown-strapi': () => randomBytes(128).toString('hex'),
  mistyped: () => {
    const key = createAccessKey('cms', 'content');
    return key.slice(0, 20) + (key[20] === 'a' ? 'b' : 'a') + key.slice(21);
  },
};
/** Made before the time begins to count: making them takes longer than sending them. */
const madeUp = new Map<keyof typeof makers, string[]>();
/** How many were sent, by sort of request, so that the next load goes on where the last one ended. */
const sent = new Map<string, number>();

function keysOf({ keys }: RequestKind): string[] | undefined {
  if (typeof keys !== 'string') return keys;
  const made = madeUp.get(keys) ?? Array.from({ length: MADE_UP_KEYS }, makers[keys]);
  madeUp.set(keys, made);
  return made;
}

/** A sort of request, and what came of it so far. */
class Sender {
  readonly latencies: number[] = [];
  readonly runs: Run[] = [];
  /** All made before, so that a request with a key costs the client no more than one without. */
  private readonly texts: string[];

  constructor(private readonly name: string, readonly kind: RequestKind, port: number) {
    const { path, keyHeader = 'Authorization' } = kind;
    const headers = keysOf(kind)?.map((key) => `${keyHeader}: Bearer ${key}\r\n`) ?? [''];
    this.texts = headers.map((header) => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${header}\r\n`);
  }

  text(): string {
    const turn = sent.get(this.name) ?? 0;
    sent.set(this.name, turn + 1);
    return this.texts[turn % this.texts.length]!;
  }
}

/** Whose turn it is, on one connection or on several together. */
class Turns {
  private turn = 0;
  private current: Sender | undefined;
  private sentInRun = 0;
  private begun = 0;
  private answeredBefore = 0;

  /** @param connections How many take turns together. @param first Where in the turns they begin. */
  constructor(private readonly senders: Sender[], private readonly connections: number, private readonly first: number) {}

  /** Whether each sort of request had a whole run, however slow the machine is. */
  get allSent(): boolean {
    return this.turn > this.senders.length;
  }

  next(): Sender {
    const sender = this.senders[(this.first + this.turn) % this.senders.length]!;
    this.turn += 1;
    if (sender !== this.current) {
      this.endRun();
      this.current = sender;
      this.sentInRun = 0;
      this.answeredBefore = sender.latencies.length;
    }
    this.sentInRun += 1;
    // From here on no request of the sort before is under way.
    if (this.sentInRun === this.connections) this.begun = performance.now();
    return sender;
  }

  private endRun(): void {
    if (this.current === undefined) return;
    const { latencies, runs } = this.current;
    const answered = this.sentInRun - this.connections + 1;
    runs.push({ each: (performance.now() - this.begun) / answered, p50: quantile(latencies.slice(this.answeredBefore), 0.5) });
  }
}

/** Plain sockets and no HTTP library: with two cores the client must cost much less than the server that it measures. */
async function load({ port, seconds, requests, groups }: LoadOrder): Promise<Record<string, LoadResult>> {
  const senders = Object.fromEntries(Object.entries(requests).map(([name, kind]) => [name, new Sender(name, kind, port)]));
  const begun = performance.now();
  const end = begun + seconds * 1000;
  await Promise.all(groups.map(async ({ connections, turns, together }) => {
    const inTurn = turns.map((name) => senders[name]!);
    const shared = together ? new Turns(inTurn, connections, 0) : undefined;
    await Promise.all(Array.from({ length: connections }, (_, index) => keepAsking(port, end, shared ?? new Turns(inTurn, 1, index))));
  }));
  const taken = (performance.now() - begun) / 1000;
  return Object.fromEntries(Object.entries(senders).map(([name, { latencies, runs }]) => [name, {
    answered: latencies.length, perSecond: latencies.length / taken, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), runs,
  }]));
}

function keepAsking(port: number, end: number, turns: Turns): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let buffered = '';
    let current: Sender;
    let sentAt = 0;
    const fail = (what: string) => {
      socket.destroy();
      reject(new Error(`Wrong answer: ${what}`));
    };
    const send = () => {
      current = turns.next();
      const text = current.text();
      sentAt = performance.now();
      socket.write(text);
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('Wrong answer: the connection was closed')));
    // One character per byte, so that lengths are bytes.
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      buffered += chunk;
      const head = buffered.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = /\r\ncontent-length: (\d+)/i.exec(buffered.slice(0, head))?.[1];
      if (length === undefined) return fail(`no Content-Length in ${buffered.slice(0, head)}`);
      if (buffered.length < head + 4 + Number(length)) return;
      const now = performance.now();
      const { kind, latencies } = current;
      const body = buffered.slice(head + 4);
      if (Number(buffered.slice(9, 12)) !== kind.status) return fail(`${kind.status} was expected: ${buffered.slice(0, 400)}`);
      if (kind.body !== undefined && body !== kind.body && Buffer.from(body, 'latin1').toString() !== kind.body) return fail(body.slice(0, 400));
      latencies.push(now - sentAt);
      buffered = '';
      if (now < end || !turns.allSent) return send();
      socket.removeAllListeners('close');
      socket.end();
      resolve();
    });
  });
}

serveCalls({ load });
