import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { errorBody } from './respond-errors';
import { securityHeaderFields } from './security-headers';

/** How long a client may take to read a response before its connection is closed (milliseconds). */
const LINGER_MS = 1000;
/** How much of a denied body is still received, so that a client that sends before it reads gets the response (bytes). */
const LINGER_BYTES = 4 * 1024 * 1024;

const answers: Record<string, [status: number, name: string, message: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'RequestTimeoutError', 'Request Timeout'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'PayloadTooLargeError', 'Payload Too Large'],
  HPE_HEADER_OVERFLOW: [431, 'RequestHeaderFieldsTooLargeError', 'Request Header Fields Too Large'],
};

/** Responds to what Node could not parse as a request, logs it, and closes the connection. */
export function denyConnection(socket: Socket, error: NodeJS.ErrnoException, id: unknown, log: Pick<Logger, 'info'>): void {
  const [status, name, message] = answers[error.code ?? ''] ?? [400, 'BadRequestError', 'Bad Request'];
  const requestId = typeof id === 'string' ? id : randomUUID();
  log.info({ requestId, status, reason: error.code });
  const body = JSON.stringify(errorBody(status, name, message));
  const fields = [
    ...securityHeaderFields,
    ['X-Request-Id', requestId],
    ['Content-Type', 'application/json; charset=utf-8'],
    ['Content-Length', Buffer.byteLength(body)],
    ['Date', new Date().toUTCString()],
    ['Connection', 'close'],
  ];
  socket.write(`HTTP/1.1 ${status} ${message}\r\n${fields.map(([field, value]) => `${field}: ${value}\r\n`).join('')}\r\n${body}`);
  closeSlowly(socket);
}

/**
 * Closes a connection that may have unread bytes. Closing it immediately would reset it, and the client would lose the response that was just
 * sent (RFC 9112 section 9.6). The rest of `request` is received up to a limit.
 */
export function closeSlowly(socket: Socket, request?: IncomingMessage): void {
  socket.end();
  const deadline = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(deadline));
  if (request === undefined) {
    socket.pause();
    return;
  }
  let left = LINGER_BYTES;
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.pause();
  }).resume();
}
