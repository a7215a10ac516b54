import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type Koa from 'koa';
import pino from 'pino';
import { createAuth } from '../../../cms/auth';
import { createApp } from '../../../cms/http/create-app';
import { createHttpServer } from '../../../cms/http/http-server';
import { head, openConnection, statusesOf } from '../../support/network/raw-connection';

/** More than the system's buffers of a connection take. */
const large = 'x'.repeat(32 * 1024 * 1024);
const openFiles = () => readdirSync('/proc/self/fd').length;

/** A server of the CMS with a panel of one large file, a slow route, and one that reads bodies, but nobody's. */
describe('the HTTP server', () => {
  let folder: string;
  let server: ReturnType<typeof createHttpServer>;
  let url: string;
  let answering: Array<() => void>;
  let most: number;
  /** The latest connection, as the server has it. */
  let accepted: Socket;
  const lines: any[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'panel-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'assets/large.js'), large);
    const auth = createAuth().register('content-api', {
      name: 'somebody',
      authenticate: async (ctx) => (ctx.get('authorization') === 'Bearer somebody' ? { authenticated: true, credentials: {} } : { authenticated: false }),
    });
    let current = 0;
    const routes = [
      { method: 'GET', fullPath: '/slow', config: { auth: false }, handler: async (ctx: Koa.Context) => {
        current += 1;
        most = Math.max(most, current);
        await new Promise<void>((resolve) => answering.push(resolve));
        current -= 1;
        ctx.body = { slow: true };
      } },
      ...['/echo', '/public'].map((fullPath) => ({
        method: 'POST', fullPath, config: fullPath === '/public' ? { auth: false } : {}, handler: (ctx: Koa.Context) => {
          ctx.body = { body: (ctx.request as { body?: unknown }).body };
        },
      })),
    ].map((route) => ({ ...route, path: route.fullPath, type: 'content-api', owner: 'test' }));
    const log = pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const config = { get: (path: string) => (path === 'server.proxyHops' ? 0 : ['*']) };
    server = createHttpServer(createApp({ cms: { auth, routes, config } as never, log, policies: {}, middlewares: [], panelFolder: folder }), log);
    server.on('connection', (socket) => (accepted = socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    answering = [];
    most = 0;
    lines.length = 0;
  });
  // However a connection ended, nothing of it is left, though no client closed its half.
  afterEach(() => until(async () => await connections() === 0));
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
    while (!await holds()) await sleep(10);
  }

  function connections(): Promise<number> {
    return new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))));
  }

  describe('with requests in a row on a connection', () => {
    it('answers them one after another, in their order', async () => {
      const connection = openConnection(url);
      connection.send(head('GET /slow HTTP/1.1').repeat(3) + head('GET /_health HTTP/1.1', 'Connection: close'));
      for (let index = 0; index < 3; index += 1) {
        await until(() => answering.length > index);
        answering[index]!();
      }
      expect(statusesOf(await connection.closed)).toEqual([200, 200, 200, 204]);
      expect(most).toBe(1);
    });

    it('answers all of them where they are many', async () => {
      const connection = openConnection(url);
      connection.send(head('GET /_health HTTP/1.1').repeat(5000) + head('GET /nowhere HTTP/1.1', 'Connection: close'));
      const statuses = statusesOf(await connection.closed);
      expect(statuses.length).toBe(5001);
      expect(statuses.at(-1)).toBe(404);
    });

    it.each([1, 100, 3000])('keeps no file and no answer of %i, when it breaks', async (count) => {
      const before = openFiles();
      for (let round = 0; round < 5; round += 1) {
        const connection = openConnection(url);
        connection.send(head('GET /admin/assets/large.js HTTP/1.1', 'Accept-Encoding: identity').repeat(count));
        await connection.shows(/HTTP\/1\.1 200/);
        connection.socket.resetAndDestroy();
      }
      await until(() => server.owed.size === 0 && openFiles() <= before);
    });

    it('keeps none either where the client neither reads nor leaves, until nothing has moved for long', async () => {
      const before = openFiles();
      const connection = openConnection(url);
      connection.socket.pause();
      connection.send(head('GET /admin/assets/large.js HTTP/1.1', 'Accept-Encoding: identity').repeat(50));
      await until(() => server.owed.size === 1);
      await sleep(100);
      expect(openFiles() - before).toBeLessThan(6);
      expect(server.timeout).toBeLessThanOrEqual(60_000);
      connection.socket.resetAndDestroy();
      await until(() => server.owed.size === 0 && openFiles() <= before);
    });

    it('begins none after it broke, and writes a line for each', async () => {
      const connection = openConnection(url);
      connection.send(head('GET /slow HTTP/1.1') + head('GET /slow?secret=1 HTTP/1.1').repeat(4));
      await until(() => answering.length === 1);
      connection.socket.resetAndDestroy();
      await until(() => lines.length >= 4);
      answering[0]!();
      await until(() => lines.length >= 5);
      expect(lines.map(({ method, path, aborted }) => ({ method, path, aborted }))).toEqual(Array(5).fill({ method: 'GET', path: '/slow', aborted: true }));
      expect(answering).toHaveLength(1);
      expect(server.owed.size).toBe(0);
    });
  });

  describe('with what is no request', () => {
    it.each([
      ['garbage', 'garbage\r\n\r\n', 400, 'BadRequestError'],
      ['another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400, 'BadRequestError'],
      ['a head that is too large', `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'RequestHeaderFieldsTooLargeError'],
      ['two lengths', 'POST /public HTTP/1.1\r\nHost: cms\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx', 400, 'BadRequestError'],
      ['a body in broken chunks', 'POST /public HTTP/1.1\r\nHost: cms\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n', 400, 'BadRequestError'],
      ['no host', 'GET / HTTP/1.1\r\n\r\n', 400, 'BadRequestError'],
    ])('answers %s as every denial, writes a line, and closes the connection though the client does not', async (_, bytes, status, name) => {
      const connection = openConnection(url);
      connection.send(bytes);
      const text = await connection.closed;
      expect(statusesOf(text)).toEqual([status]);
      if (!text.includes('{')) return;
      const [fields, body] = text.split('\r\n\r\n');
      expect(JSON.parse(body!)).toMatchObject({ data: null, error: { status, name, details: {} } });
      expect(fields).toMatch(/^x-content-type-options: nosniff$/im);
      expect(fields).toMatch(/^connection: close$/im);
      const id = /^x-request-id: (\S+)$/im.exec(fields!)?.[1];
      expect(lines).toContainEqual(expect.objectContaining({ requestId: id, status }));
    });

    it.each([
      ['GET http://[::1/ HTTP/1.1'], ['GET http://a:b@[/ HTTP/1.1'], ['OPTIONS http://[/ HTTP/1.1'], ['POST http://[x/ HTTP/1.1'],
    ])('answers %s, whose target is no URL, with 400 as every denial', async (line) => {
      const connection = openConnection(url);
      connection.send(head(line, 'Origin: https://one.example', 'Connection: close'));
      const [fields, body] = (await connection.closed).split('\r\n\r\n');
      expect(statusesOf(fields!)).toEqual([400]);
      expect(JSON.parse(body!)).toMatchObject({ data: null, error: { status: 400, name: 'BadRequestError' } });
      expect(fields).toMatch(/^x-content-type-options: nosniff$/im);
      const id = /^x-request-id: (\S+)$/im.exec(fields!)?.[1];
      expect(lines).toEqual([expect.objectContaining({ requestId: id, status: 400, path: null })]);
    });

    it('writes no second answer into the one that is being sent', async () => {
      for (const rest of ['garbage\r\n\r\n', '\x00', 'GET / HTTP/9.9\r\n\r\n']) {
        const connection = openConnection(url);
        connection.send(head('GET /admin/assets/large.js HTTP/1.1', 'Accept-Encoding: identity') + rest);
        expect(statusesOf(await connection.closed).length).toBeLessThan(2);
        const later = openConnection(url);
        later.send(head('GET /admin/assets/large.js HTTP/1.1', 'Accept-Encoding: identity'));
        await once(later.socket, 'data');
        later.socket.pause();
        later.send(rest);
        await sleep(100);
        later.socket.resume();
        expect(statusesOf(await later.closed)).toEqual([200]);
      }
    });

    it.each([['a head', 'GET /_health HTTP/1.1\r\nX: '], ['a body', head('POST /public HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 10')], ['nothing', '']])('answers %s that does not end with 408, and closes the connection', async (_, bytes) => {
      const { headersTimeout, requestTimeout } = server;
      expect([headersTimeout, requestTimeout].every((limit) => limit > 0 && limit <= 60_000)).toBe(true);
      Object.assign(server, { headersTimeout: 300, requestTimeout: 300 });
      try {
        const connection = openConnection(url);
        connection.send(bytes);
        const text = await connection.closed;
        expect(statusesOf(text)).toEqual([408]);
        expect(text).toContain('RequestTimeoutError');
      } finally {
        Object.assign(server, { headersTimeout, requestTimeout });
      }
    });
  });

  describe('with a body that it does not take', () => {
    const bearer = 'Authorization: Bearer somebody';
    const denials: Array<[string, string[], number]> = [
      ['nobody\'s', ['POST /echo HTTP/1.1', 'Content-Type: application/json'], 401],
      ['one for another path', ['POST /nowhere HTTP/1.1', 'Content-Type: application/json'], 404],
      ['one that is too large', ['POST /echo HTTP/1.1', 'Content-Type: application/json', bearer], 413],
      ['one of another type', ['POST /echo HTTP/1.1', 'Content-Type: text/plain', bearer], 415],
      ['one that is packed', ['POST /echo HTTP/1.1', 'Content-Type: application/json', 'Content-Encoding: gzip', bearer], 415],
      ['one of a request for a file', ['GET /admin/assets/none.js HTTP/1.1'], 404],
    ];
    const size = 200 * 1024 * 1024;

    it.each(denials.flatMap(([what, lines, status]) => [[what, 'a length', lines, status], [what, 'chunks', lines, status]] as const))('%s, with %s, stops reading soon, and the client gets its answer', async (_, form, fields, status) => {
      const connection = openConnection(url);
      const chunk = form === 'chunks' ? `10000\r\n${'['.repeat(0x10000)}\r\n` : '['.repeat(0x10000);
      connection.send(head(...fields, form === 'chunks' ? 'Transfer-Encoding: chunked' : `Content-Length: ${size}`));
      let isOver = false;
      void connection.closed.then(() => (isOver = true));
      for (let sent = 0; sent < size && !isOver; sent += chunk.length) {
        if (!connection.socket.write(chunk)) await Promise.race([once(connection.socket, 'drain'), connection.closed]);
      }
      const text = await connection.closed;
      expect(statusesOf(text)).toEqual([status]);
      expect(text).toMatch(/^connection: close$/im);
      await until(() => accepted.destroyed);
      expect(accepted.bytesRead).toBeLessThan(40 * 1024 * 1024);
    });

    it('lets a client read that has first sent all of it, piece by piece', async () => {
      const connection = openConnection(url);
      connection.socket.pause();
      connection.send(head('POST /echo HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 3000000'));
      for (let piece = 0; piece < 3; piece += 1) {
        connection.send('x'.repeat(1_000_000));
        await sleep(150);
      }
      connection.socket.resume();
      expect(statusesOf(await connection.closed)).toEqual([401]);
    });

    it('keeps the connection where all of it was there already', async () => {
      const connection = openConnection(url);
      connection.send(`${head('POST /echo HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 2')}{}${head('GET /_health HTTP/1.1', 'Connection: close')}`);
      expect(statusesOf(await connection.closed)).toEqual([401, 204]);
    });
  });

  describe('with a client that waits to be told to go on', () => {
    const expecting = ['Content-Type: application/json', 'Content-Length: 13', 'Expect: 100-continue'];

    it('tells it only once it is known', async () => {
      const known = openConnection(url);
      known.send(head('POST /echo HTTP/1.1', 'Authorization: Bearer somebody', 'Connection: close', ...expecting));
      await known.shows(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
      known.send('{"hello":"x"}');
      expect(statusesOf(await known.closed)).toEqual([100, 200]);
    });

    it.each([
      ['nobody', 'POST /echo HTTP/1.1', expecting, 401],
      ['who sends another type', 'POST /public HTTP/1.1', ['Content-Type: text/xml', 'Content-Length: 13', 'Expect: 100-continue'], 415],
      ['who sends too much', 'POST /public HTTP/1.1', ['Content-Type: application/json', 'Content-Length: 9999999', 'Expect: 100-continue'], 413],
      ['who sends it nowhere', 'POST /nowhere HTTP/1.1', expecting, 404],
    ])('tells %s nothing but the denial', async (_, line, fields, status) => {
      const connection = openConnection(url);
      connection.send(head(line, ...fields));
      const text = await connection.closed;
      expect(statusesOf(text)).toEqual([status]);
      expect(text).toMatch(/^connection: close$/im);
    });

    it('answers another expectation with 417 as every denial', async () => {
      const connection = openConnection(url);
      connection.send(head('GET /_health HTTP/1.1', 'Expect: 200-ok', 'Connection: close'));
      const [fields, body] = (await connection.closed).split('\r\n\r\n');
      expect(statusesOf(fields!)).toEqual([417]);
      expect(JSON.parse(body!)).toMatchObject({ data: null, error: { status: 417, name: 'ExpectationFailedError' } });
      expect(fields).toMatch(/^x-request-id: \S+$/im);
      expect(lines).toEqual([expect.objectContaining({ status: 417, path: '/_health' })]);
    });
  });

  it('writes a line for a request whose body breaks off', async () => {
    const connection = openConnection(url);
    connection.send(`${head('POST /public HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 99')}{`);
    await sleep(100);
    connection.socket.resetAndDestroy();
    await until(() => lines.length > 0);
    expect(lines).toEqual([expect.objectContaining({ method: 'POST', path: '/public', aborted: true })]);
  });
});
