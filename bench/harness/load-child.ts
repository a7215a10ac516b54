import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { createAccessKey } from '../../server/key/access-key';
import { serveCalls } from './child';

/** Requests of one sort, and what they have to be answered. */
export interface Stream {
  path: string;
  /** Keys in turn; or a new one for each request: mistyped, unknown, or unknown in Strapi's form. None when left out. */
  keys?: string[] | 'mistyped' | 'unknown' | 'unknown-strapi';
  status: number;
  /** The exact body; any when left out. */
  body?: string;
}

/** How to load a server: every connection sends a request of each stream in turn, the next one when the last is answered. */
export interface LoadOrder {
  port: number;
  connections: number;
  seconds: number;
  streams: Stream[];
}

/** What came of it. */
export interface LoadResult {
  seconds: number;
  /** Per stream. */
  answered: number[];
  /** The latencies of each stream (milliseconds): median and 99th percentile. */
  p50: number[];
  p99: number[];
}

/** The calls of this process. */
export type LoadMethods = { load(order: LoadOrder): Promise<LoadResult> };

/** Plain sockets and no HTTP library: with two cores the client must cost much less than the server that it measures. */
async function load(order: LoadOrder): Promise<LoadResult> {
  const latencies = order.streams.map(() => [] as number[]);
  const begun = performance.now();
  const end = begun + order.seconds * 1000;
  await Promise.all(Array.from({ length: order.connections }, (_, index) => keepAsking(order, index, end, latencies)));
  const seconds = (performance.now() - begun) / 1000;
  for (const list of latencies) list.sort((a, b) => a - b);
  const at = (share: number) => latencies.map((list) => list[Math.floor((list.length - 1) * share)] ?? 0);
  return { seconds, answered: latencies.map((list) => list.length), p50: at(0.5), p99: at(0.99) };
}

function keepAsking({ port, streams }: LoadOrder, first: number, end: number, latencies: number[][]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let turn = first;
    let buffered = '';
    let sentAt = 0;
    const fail = (what: string) => {
      socket.destroy();
      reject(new Error(`Wrong answer: ${what}`));
    };
    const send = () => {
      sentAt = performance.now();
      const stream = streams[turn % streams.length]!;
      const key = keyOf(stream, Math.floor(turn / streams.length));
      const authorization = key === undefined ? '' : `Authorization: Bearer ${key}\r\n`;
      socket.write(`GET ${stream.path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${authorization}\r\n`);
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
      const index = turn % streams.length;
      const { status, body } = streams[index]!;
      const answer = buffered.slice(head + 4);
      if (Number(buffered.slice(9, 12)) !== status) return fail(`${status} was expected: ${buffered.slice(0, 400)}`);
      if (body !== undefined && answer !== body && Buffer.from(answer, 'latin1').toString() !== body) return fail(`not the article: ${answer.slice(0, 400)}`);
      const now = performance.now();
      latencies[index]!.push(now - sentAt);
      buffered = '';
      turn += 1;
      if (now < end) return send();
      socket.removeAllListeners('close');
      socket.end();
      resolve();
    });
  });
}

function keyOf({ keys }: Stream, turn: number): string | undefined {
  if (Array.isArray(keys)) return keys[turn % keys.length];
  if (keys === 'unknown') return createAccessKey('cms', 'content');
  if (keys === 'unknown-strapi') return randomBytes(128).toString('hex');
  if (keys === 'mistyped') {
    const key = createAccessKey('cms', 'content');
    return key.slice(0, 20) + (key[20] === 'a' ? 'b' : 'a') + key.slice(21);
  }
  return undefined;
}

serveCalls({ load });
