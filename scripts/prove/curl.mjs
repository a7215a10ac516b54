import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Sends requests by curl to `url` and shows each with its response. A request says who sends it by the name that its key has in `keys`;
 * the page shows that name, never a key.
 */
export function createCurl(page, url, keys) {
  /** Statuses of all responses so far. */
  const statuses = new Set();

  /**
   * Sends one request. `headerBytes` is a header as it is, for bytes that no argument can have; `file` a body too large to be shown.
   * Gives the status and the JSON of the response.
   */
  async function send(method, path, { as, data, body = data === undefined ? undefined : JSON.stringify(data), args = [], headerBytes } = {}) {
    const bearer = as === undefined ? [] : ['-H', `Authorization: Bearer ${keys[as]}`];
    const content = body === undefined ? [] : ['-H', 'Content-Type: application/json', '-H', 'Expect:', '--data-binary', '@-'];
    const header = headerBytes === undefined ? [] : ['-H', '@-'];
    const child = spawn('curl', ['-s', '-w', '\n%{http_code}', '-X', method, ...bearer, ...content, ...header, ...args, `${url}${path}`]);
    // A server may answer before it has read all of a body.
    child.stdin.on('error', () => {});
    child.stdin.end(headerBytes ?? body ?? '');
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    await once(child, 'close');
    const [, text, code] = /^([^]*)\n(\d+)$/.exec(out) ?? [undefined, '', '0'];
    const status = Number(code);
    statuses.add(status);
    return { status, json: jsonOf(text) };
  }

  /**
   * Sends one request and shows that its response is as expected: one of `expected` as its status, and `code` as its error's, if given.
   * `what` says what that means. Gives the `data` of the response.
   */
  async function show(what, expected, method, path, { code, shownAs, ...request } = {}) {
    const { status, json } = await send(method, path, request);
    const found = json?.error?.details?.code;
    const isRight = [expected].flat().includes(status) && (code === undefined || code === found);
    page.shown(`${what}: ${shownAs ?? described(method, path, request)}`, [status, found].filter(Boolean).join(' '), isRight, JSON.stringify(json, null, 2));
    return json?.data;
  }

  return { send, show, statuses };
}

function described(method, path, { as, data }) {
  const parts = ['curl', ...(method === 'GET' ? [] : ['-X', method]), `$URL${path}`];
  if (as !== undefined) parts.push('-H', `"Authorization: Bearer $${as}"`);
  if (data !== undefined) parts.push('-d', `'${JSON.stringify(data)}'`);
  return parts.join(' ');
}

function jsonOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
