import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A mail as it was delivered. */
export interface Mail {
  /** Where it was delivered to. */
  to: string;
  /** Its headers and its text, decoded. */
  text: string;
}

/** A mail server that accepts everything. */
export interface SmtpServer {
  readonly port: number;
  /** What was delivered so far. */
  readonly mails: Mail[];
  stop(): Promise<void>;
}

/** Starts a mail server (RFC 5321) on a free port. */
export async function startSmtpServer(): Promise<SmtpServer> {
  const mails: Mail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.setEncoding('utf8'));
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    const answer = (line: string) => void socket.write(`${line}\r\n`);
    let received = '';
    let to = '';
    let isData = false;
    answer('220 localhost');
    socket.on('data', (chunk) => {
      received += String(chunk);
      for (;;) {
        const end = received.indexOf(isData ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const part = received.slice(0, end);
        received = received.slice(end + (isData ? 5 : 2));
        if (isData) {
          mails.push({ to, text: decoded(part) });
          isData = false;
          answer('250 OK');
          continue;
        }
        to = /^rcpt to:<(.*)>/i.exec(part)?.[1] ?? to;
        isData = /^data$/i.test(part);
        answer(isData ? '354 Go on' : /^quit$/i.test(part) ? '221 Bye' : '250 OK');
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Without the quoted-printable encoding of RFC 2045. */
function decoded(text: string): string {
  const bytes = text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
