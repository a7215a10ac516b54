import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type Koa from 'koa';

/** A request as an app gets it, without a network. */
export interface Call {
  path: string;
  /** Sent in the `Authorization` header. */
  key?: string;
  status: number;
  /** The exact body; any when left out. */
  body?: string;
}

class Answer extends ServerResponse {
  constructor(request: IncomingMessage, private readonly answered: (body: string) => void) {
    super(request);
  }

  override end(body?: any): this {
    this.answered(String(body ?? ''));
    return this;
  }
}

/** Sends a request, as often as it is called. */
export type Send = () => Promise<void>;

/**
 * Makes functions that send requests to an app without network or parser: what is left is what the app itself does. Headers are made before,
 * as the parser would have. One socket that was never connected serves all of them.
 */
export function createCaller(app: Koa): (call: Call) => Send {
  const handle = app.callback();
  const socket = new Socket();
  return ({ path, key, status, body }) => {
    const headers = { host: '127.0.0.1', ...(key !== undefined && { authorization: `Bearer ${key}` }) };
    return () => new Promise((resolve, reject) => {
      const request = new IncomingMessage(socket);
      request.method = 'GET';
      request.url = path;
      request.headers = headers;
      const response = new Answer(request, (answer) => {
        if (response.statusCode === status && (body === undefined || answer === body)) resolve();
        else reject(new Error(`Wrong answer: ${response.statusCode} ${answer.slice(0, 400)}`));
      });
      handle(request, response).catch(reject);
    });
  };
}

/** CPU of this process since it began (microseconds), collecting garbage included. */
function cpuNow(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Runs `work` so many times, one after another, and answers the CPU that each took (microseconds). */
export async function cpuOf(times: number, work: (turn: number) => unknown): Promise<number> {
  const before = cpuNow();
  for (let turn = 0; turn < times; turn += 1) {
    const result = work(turn);
    if (result instanceof Promise) await result;
  }
  return (cpuNow() - before) / times;
}
