import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type Koa from 'koa';
import { errorBody } from './respond-errors';

/** How long requests that are under way may take once the server is to stop (milliseconds). */
const GRACE_MS = 10_000;

/** Makes the HTTP server of an app. Requests that Node itself cannot read are answered in the error shape too. */
export function createHttpServer(app: Koa): Server {
  const server = createServer(app.callback());
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

/** Takes no more requests, and resolves when those under way are answered, or cut off after ten seconds. */
export async function closeHttpServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    const deadline = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.close(() => {
      clearTimeout(deadline);
      resolve();
    });
    server.closeIdleConnections();
  });
}
