import { Server, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type Koa from 'koa';
import type { Logger } from 'pino';
import { closeSlowly, denyConnection } from './deny-connection';

/** How long a client may take to send a head, a request with its body, and how long nothing may move on a connection (milliseconds). */
const HEAD_MS = 15_000;
const REQUEST_MS = 60_000;
const STANDSTILL_MS = 60_000;
/** How often connections are looked at for that (milliseconds). */
const CHECK_MS = 1000;
/** Requests that wait on a connection for the answers before theirs. Nothing more is read from a connection that has as many. */
const MOST_WAITING = 100;
/** How long clients get to be told by an answer that their connection is about to be closed (milliseconds). */
const FAREWELL_MS = 250;
/** How long requests that are under way may take once the server is to stop (milliseconds). */
const GRACE_MS = 10_000;

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

/** An HTTP server that knows which answers it still owes. */
class AppServer extends Server {
  readonly owed = new Set<ServerResponse>();
  stopping = false;
}

/**
 * Makes the HTTP server of an app. The requests of a connection are answered one after another, since Node never closes an answer
 * that still waits for its turn when the connection breaks. What Node itself cannot read is answered in the error shape too.
 */
export function createHttpServer(app: Koa, log: Pick<Logger, 'info'>): AppServer {
  const server = new AppServer({ headersTimeout: HEAD_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: CHECK_MS });
  server.setTimeout(STANDSTILL_MS);
  const handle = app.callback();
  /** The requests of each connection in their order. The first is being answered. */
  const lines = new WeakMap<Socket, Exchange[]>();

  function receive(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    // A stream without a listener ends the process when it fails, whoever has stopped listening by then.
    request.on('error', ignore);
    response.on('error', ignore);
    const line = lines.get(socket) ?? [];
    lines.set(socket, line);
    line.push({ request, response });
    if (line.length === 1) answer(socket, line);
    else if (line.length > MOST_WAITING) socket.pause();
  }

  function answer(socket: Socket, line: Exchange[]): void {
    // What had come in before it broke is still read, and would be answered to nobody.
    if (!socket.writable) {
      line.splice(0).forEach(drop);
      return;
    }
    const { request, response } = line[0]!;
    server.owed.add(response);
    if (server.stopping) response.setHeader('Connection', 'close');
    response.prependOnceListener('finish', () => {
      if (!request.complete) socket.destroySoon = () => closeSlowly(socket, request);
    });
    response.once('close', () => {
      server.owed.delete(response);
      line.shift();
      if (line.length > 0) answer(socket, line);
      if (line.length === MOST_WAITING) socket.resume();
    });
    handle(request, response);
  }

  function drop({ request }: Exchange): void {
    log.info({ method: request.method, path: request.url?.split(/[?#]/, 1)[0], aborted: true });
  }

  server.on('request', receive);
  server.on('checkExpectation', receive);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    // Somebody begins to read: who calls is known by then.
    request.once('resume', () => {
      if (!response.headersSent) response.writeContinue();
    });
    receive(request, response);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const [current, next] = lines.get(socket) ?? [];
    // Whose answer has begun gets no second one into the middle of it.
    const isOwed = current !== undefined && (next !== undefined || current.request.complete || current.response.headersSent);
    if (isOwed || !socket.writable) socket.destroy();
    else denyConnection(socket, error, current?.response.getHeader('X-Request-Id'), log);
  });
  return server;
}

/**
 * Takes no more requests, and resolves when those under way are answered, or cut off after ten seconds. Connections that are
 * kept open are first told so by an answer: to close them at once would break the request that is just being sent over them.
 */
export async function closeHttpServer(server: AppServer): Promise<void> {
  server.stopping = true;
  for (const response of server.owed) if (!response.headersSent) response.setHeader('Connection', 'close');
  await sleep(FAREWELL_MS);
  await new Promise<void>((resolve) => {
    const deadline = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.close(() => {
      clearTimeout(deadline);
      resolve();
    });
  });
}

function ignore(): void {}
