import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a CMS and its database, and can take the database away. */
export interface TcpProxy {
  readonly port: number;
  /** Keeps everything from both sides to itself, new connections too, as a network does that swallows packets. */
  freeze(): void;
  /** Lets everything through again, also what it kept. */
  thaw(): void;
  /** Cuts every connection; new ones are let through. */
  cut(): void;
  /** Cuts every connection, and refuses new ones until it is opened again. */
  close(): void;
  open(): void;
  /** Calls `listener` with what clients send, before it is passed on, until it is to `forget` its listeners. */
  onSent(listener: (text: string) => void): void;
  forget(): void;
  /** Ends it with all its connections. */
  stop(): Promise<void>;
}

/** Starts a proxy on a free port to a server on this machine. */
export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const waiting = new Set<Socket>();
  const listeners: Array<(text: string) => void> = [];
  let frozen = false;
  let closed = false;

  function join(client: Socket): void {
    const server = connect(target, '127.0.0.1');
    for (const [from, to] of [[client, server], [server, client]] as const) {
      sockets.add(from);
      from.on('data', (chunk) => {
        if (from === client) for (const listener of listeners) listener(chunk.toString('latin1'));
        to.write(chunk);
      });
      from.on('end', () => to.end());
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
    client.resume();
  }

  const proxy = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (client) => {
    client.on('error', () => {});
    if (closed) client.resetAndDestroy();
    else if (frozen) waiting.add(client);
    else join(client);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));

  function cut(): void {
    for (const socket of [...sockets, ...waiting]) socket.resetAndDestroy();
    waiting.clear();
  }

  return {
    port: (proxy.address() as AddressInfo).port,
    freeze() {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw() {
      frozen = false;
      for (const socket of sockets) socket.resume();
      for (const client of waiting) join(client);
      waiting.clear();
    },
    cut,
    close() {
      closed = true;
      cut();
    },
    open() {
      closed = false;
    },
    onSent: (listener) => void listeners.push(listener),
    forget: () => void listeners.splice(0),
    async stop() {
      const stopped = new Promise((resolve) => proxy.close(resolve));
      cut();
      await stopped;
    },
  };
}
