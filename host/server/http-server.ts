import { Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type Koa from 'koa';
import { errorBody } from './respond-errors';

/** How long clients get to be told by an answer that their connection is about to be closed (milliseconds). */
const FAREWELL_MS = 250;
/** How long requests that are under way may take once the server is to stop (milliseconds). */
const GRACE_MS = 10_000;

/** An HTTP server that knows which answers it still owes. */
class AppServer extends Server {
  readonly owed = new Set<ServerResponse>();
}

/** Makes the HTTP server of an app. Requests that Node itself cannot read are answered in the error shape too. */
export function createHttpServer(app: Koa): AppServer {
  const server = new AppServer();
  server.on('request', (_request, response: ServerResponse) => {
    server.owed.add(response);
    response.once('close', () => server.owed.delete(response));
  });
  server.on('request', app.callback());
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return;
    const [status, name, message] = error.code === 'HPE_HEADER_OVERFLOW'
      ? [431, 'RequestHeaderFieldsTooLargeError', 'Request Header Fields Too Large'] as const
      : [400, 'BadRequestError', 'Bad Request'] as const;
    const body = JSON.stringify(errorBody(status, name, message));
    socket.end(`HTTP/1.1 ${status} ${message}\r\nContent-Type: application/json; charset=utf-8\r\n`
      + `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
  });
  return server;
}

/**
 * Takes no more requests, and resolves when those under way are answered, or cut off after ten seconds. Connections that are
 * kept open are first told so by an answer: to close them at once would break the request that is just being sent over them.
 */
export async function closeHttpServer(server: AppServer): Promise<void> {
  server.prependListener('request', (_request, response: ServerResponse) => sayGoodbye(response));
  server.owed.forEach(sayGoodbye);
  await sleep(FAREWELL_MS);
  await new Promise<void>((resolve) => {
    const deadline = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.close(() => {
      clearTimeout(deadline);
      resolve();
    });
  });
}

function sayGoodbye(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
