import { connect, type Socket } from 'node:net';

/** A connection that takes bytes as they are. */
export interface RawConnection {
  readonly socket: Socket;
  /** All that has come over it so far. */
  readonly text: string;
  /** Resolves with all that came over it once the other side has ended it, or it broke. */
  readonly closed: Promise<string>;
  send(bytes: string | Buffer): void;
  /** Resolves when what has come over it matches. */
  shows(pattern: RegExp): Promise<void>;
}

/**
 * Opens a connection to where a CMS answers. This side never ends it by itself, so that a test sees whether the server really closes
 * it, or leaves it half open.
 */
export function openConnection(url: string): RawConnection {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
  socket.on('error', () => {});
  const closed = new Promise<string>((resolve) => socket.once('end', () => resolve(text)).once('close', () => resolve(text)));
  return {
    socket,
    closed,
    get text() {
      return text;
    },
    send: (bytes) => void socket.write(bytes),
    shows: (pattern) => new Promise((resolve) => {
      const look = () => pattern.test(text) && resolve();
      look();
      socket.on('data', look);
    }),
  };
}

/** The bytes of a request. `lines` are its head, without `Host`. */
export function head(...lines: string[]): string {
  return `${[...lines, 'Host: cms'].join('\r\n')}\r\n\r\n`;
}

/** The status codes of the answers in what a connection showed. */
export function statusesOf(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}
