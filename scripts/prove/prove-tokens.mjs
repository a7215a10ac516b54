import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCurl } from './curl.mjs';

const ARTICLES = '/api/articles';
const title = (text) => ({ data: { title: text } });

/**
 * Shows on a running host without accounts what tokens do: the main job, then attacks. `admin` is the path in front of the plugin's
 * admin API. Throws where it cannot go on.
 */
export async function proveTokens(page, host, admin) {
  const keys = {};
  const curl = createCurl(page, host.url, keys);
  const { json } = await curl.send('POST', '/admin/register-admin', {
    data: { firstname: 'Ada', lastname: 'Lovelace', email: 'ada@example.com', password: `Aa1-${randomBytes(12).toString('hex')}` },
  });
  keys.SESSION = json?.data?.token;
  page.shown('The first admin: curl -X POST $URL/admin/register-admin', keys.SESSION === undefined ? 'no session' : 'a session', keys.SESSION !== undefined, JSON.stringify(json));
  await mainJob(curl, keys, admin);
  await attacks(curl, keys, admin);

  const leaked = Object.entries(keys).filter(([, key]) => host.output().includes(key)).map(([name]) => name);
  page.shown('The server’s output has no key in it', leaked.join(', ') || 'none', leaked.length === 0);
  await exposure(curl, keys);
  const broken = [...curl.statuses].filter((status) => status >= 500 || status === 0);
  page.shown('Nothing that was sent made a server error or went unanswered', [...curl.statuses].sort().join(', '), broken.length === 0);
}

async function mainJob({ show }, keys, admin) {
  const tokens = `${admin}/api-tokens`;
  await show('Without a key there is no content', [401, 403], 'GET', ARTICLES);
  keys.READ_ONLY = (await show('Make a token that reads', 201, 'POST', tokens, { as: 'SESSION', data: { name: 'Website', type: 'read-only' } })).accessKey;
  await show('It reads', 200, 'GET', ARTICLES, { as: 'READ_ONLY' });
  await show('It does not write', 403, 'POST', ARTICLES, { as: 'READ_ONLY', data: title('No'), code: 'ERR_FORBIDDEN' });
  const importer = await show('Make a token that does everything', 201, 'POST', tokens, { as: 'SESSION', data: { name: 'Import', type: 'full-access' } });
  keys.FULL = importer.accessKey;
  const written = await show('It writes', 201, 'POST', ARTICLES, { as: 'FULL', data: title('Yes') });
  await show('What it wrote can be read', 200, 'GET', `${ARTICLES}/${written.documentId}?status=draft`, { as: 'READ_ONLY' });

  const path = `${tokens}/${importer.id}`;
  keys.ROTATED = (await show('Rotate it, the old key works for a minute more', 201, 'POST', `${path}/regenerate`, { as: 'SESSION', data: { keepPreviousFor: 60_000 } })).accessKey;
  await show('The old key still works', 200, 'GET', ARTICLES, { as: 'FULL' });
  await show('So does the new one', 200, 'GET', ARTICLES, { as: 'ROTATED' });
  await show('Stop the old key', 200, 'DELETE', `${path}/previous-key`, { as: 'SESSION' });
  await show('It has stopped', 401, 'GET', ARTICLES, { as: 'FULL' });
  await show('The new one has not', 200, 'GET', ARTICLES, { as: 'ROTATED' });
  await show('Pause the token', 200, 'PUT', path, { as: 'SESSION', data: { enabled: false } });
  await show('It is paused', 401, 'GET', ARTICLES, { as: 'ROTATED', code: 'ERR_TOKEN_DISABLED' });
  await show('Resume it', 200, 'PUT', path, { as: 'SESSION', data: { enabled: true } });
  await show('It works again', 200, 'GET', ARTICLES, { as: 'ROTATED' });
  await show('Let it end in two seconds', 200, 'PUT', path, { as: 'SESSION', data: { expiresAt: new Date(Date.now() + 2000).toISOString() } });
  await sleep(2100);
  await show('Expired', 401, 'GET', ARTICLES, { as: 'ROTATED', code: 'ERR_TOKEN_EXPIRED' });
  await show('Delete it', 200, 'DELETE', path, { as: 'SESSION' });
  await show('It is unknown', 401, 'GET', ARTICLES, { as: 'ROTATED' });
}

async function attacks({ show }, keys, admin) {
  const [tokens, adminTokens] = [`${admin}/api-tokens`, `${admin}/admin-tokens`];
  const bytes = Buffer.concat([Buffer.from('Authorization: Bearer '), Buffer.from([0xff, 0xfe, 0x80, 0xc0])]);
  await show('Malformed bytes as a key', [400, 401], 'GET', ARTICLES, { headerBytes: bytes, shownAs: "curl -H 'Authorization: Bearer \\xff\\xfe\\x80\\xc0'" });
  keys.MISTYPED = `${keys.READ_ONLY.slice(0, -1)}${keys.READ_ONLY.endsWith('a') ? 'b' : 'a'}`;
  await show('A key with one letter changed', 401, 'GET', ARTICLES, { as: 'MISTYPED' });
  const asSession = (body, shownAs) => ({ as: 'SESSION', body, shownAs: `curl -X POST $URL${tokens} -d ${shownAs}` });
  await show('A body of 100,000 nested lists', [400, 413], 'POST', tokens, asSession(`{"name":${'['.repeat(1e5)}${']'.repeat(1e5)}}`, '\'{"name":[[[…]]]}\''));
  await show('A body of three megabytes', [400, 413], 'POST', tokens, asSession(JSON.stringify({ name: 'x'.repeat(3e6) }), '\'{"name":"xxx…"}\''));
  await show('A body that reaches for a prototype', 400, 'POST', tokens, asSession('{"name":"x","type":"read-only","__proto__":{"type":"full-access"}}', '\'{…,"__proto__":{…}}\''));
  await show('An id that is SQL', [400, 404], 'GET', `${tokens}/1%20or%201=1`, { as: 'SESSION' });

  await show('A content-API key at the admin API', 401, 'GET', tokens, { as: 'READ_ONLY' });
  const wanted = ['create', 'read', 'update'].map((verb) => ({ action: `plugin::api-tokens.admin-tokens.${verb}` }));
  const agent = await show('Make an admin token that manages admin tokens', 201, 'POST', adminTokens, { as: 'SESSION', data: { name: 'Agent', adminPermissions: wanted } });
  keys.AGENT = agent.accessKey;
  await show('It does what it may', 200, 'GET', adminTokens, { as: 'AGENT' });
  await show('An admin key at the content API', 401, 'GET', ARTICLES, { as: 'AGENT' });
  const more = [...wanted, { action: 'admin::users.create' }];
  await show('It makes no token that may do more', [400, 403], 'POST', adminTokens, { as: 'AGENT', data: { name: 'More', adminPermissions: more } });
  await show('It does not widen itself', [400, 403], 'PUT', `${adminTokens}/${agent.id}`, { as: 'AGENT', data: { adminPermissions: more } });
  await show('It makes no content-API token', 403, 'POST', tokens, { as: 'AGENT', data: { name: 'Content', type: 'full-access' } });
  await show('It invites nobody', 403, 'POST', '/admin/users', { as: 'AGENT', data: { firstname: 'Eve', lastname: 'E', email: 'eve@example.com', roles: [1] } });
  await show('It changes no role', 403, 'PUT', '/admin/roles/1/permissions', { as: 'AGENT', data: { permissions: [] } });
}

/** Last, since a host may log the address of a request. */
async function exposure({ show, send }, keys) {
  await show('A key in the query string', [400, 401, 403], 'GET', `${ARTICLES}?access_token=${keys.READ_ONLY}`, { shownAs: `curl "$URL${ARTICLES}?access_token=$READ_ONLY"` });
  await show('Report a leaked key, without logging in', 202, 'POST', `/api/api-tokens/leaked`, { body: JSON.stringify({ keys: [keys.READ_ONLY] }), shownAs: 'curl -X POST $URL/api/api-tokens/leaked -d "{\\"keys\\":[\\"$READ_ONLY\\"]}"' });
  for (let waited = 0; waited < 50 && (await send('GET', ARTICLES, { as: 'READ_ONLY' })).status === 200; waited += 1) await sleep(100);
  await show('It has stopped', 401, 'GET', ARTICLES, { as: 'READ_ONLY', code: 'ERR_TOKEN_DISABLED' });
}
