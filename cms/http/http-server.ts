import { Server, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type Koa from 'koa';
import type { Logger } from 'pino';
import { closeSlowly, denyConnection } from './deny-connection';

/** How long a client may take to send a head, or a request with its body, and how long a connection may stand still (milliseconds). */
const HEAD_MS = 15_000;
const REQUEST_MS = 60_000;
const STANDSTILL_MS = 60_000;
/** How often these limits are checked (milliseconds). */
const CHECK_MS = 1000;
/** The maximum number of pipelined requests on a connection. Nothing more is read from a connection that has as many. */
const MOST_WAITING = 100;
/** How long clients have to learn from a response that their connection is about to be closed (milliseconds). */
const FAREWELL_MS = 250;
/** How long running requests may take during shutdown (milliseconds). */
const GRACE_MS = 10_000;

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

/** An HTTP server that keeps track of its pending responses. */
class AppServer extends Server {
  readonly owed = new Set<ServerResponse>();
  stopping = false;
}

/**
 * Creates the HTTP server of an app. The requests of a connection are handled one after another, since Node never closes a response that is
 * still waiting for its turn when the connection breaks. Requests that Node cannot parse get an error response of the usual shape too.
 */
export function createHttpServer(app: Koa, log: Pick<Logger, 'info'>): AppServer {
  const server = new AppServer({ headersTimeout: HEAD_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: CHECK_MS });
  server.setTimeout(STANDSTILL_MS);
  const handle = app.callback();
  /** The requests of each connection in order. The first is being handled. */
  const lines = new WeakMap<Socket, Exchange[]>();

  function receive(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    // A stream that fails without a listener ends the process, and others may have stopped listening by then.
    request.on('error', ignore);
    response.on('error', ignore);
    const line = lines.get(socket) ?? [];
    lines.set(socket, line);
    line.push({ request, response });
    if (line.length === 1) answer(socket, line);
    else if (line.length > MOST_WAITING) socket.pause();
  }

  function answer(socket: Socket, line: Exchange[]): void {
    // Data received before the connection broke is still parsed, and would be handled for nobody.
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
    // The body is about to be read, so the request is authenticated.
    request.once('resume', () => {
      if (!response.headersSent) response.writeContinue();
    });
    receive(request, response);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const [current, next] = lines.get(socket) ?? [];
    // A response that has started cannot be followed by another.
    const isOwed = current !== undefined && (next !== undefined || current.request.complete || current.response.headersSent);
    if (isOwed || !socket.writable) socket.destroy();
    else denyConnection(socket, error, current?.response.getHeader('X-Request-Id'), log);
  });
  return server;
}

/**
 * Stops accepting requests, and resolves when running ones have finished, or are aborted after ten seconds. Kept-alive connections are first
 * notified by a response: closing them immediately would break a request that is being sent.
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
