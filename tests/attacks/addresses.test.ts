import { Agent, get } from 'node:http';
import { json } from 'node:stream/consumers';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';

describe.each(dialectsUnderTest())('a token that is limited to addresses, behind a proxy, on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let token: { id: number; accessKey: string };
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  beforeAll(async () => {
    cms = await startTestCms({ dialect, variables: { PROXY_HOPS: '1' } });
    admin = await registerFirstAdmin(cms);
    const wish = { name: 'office', type: 'full-access', allowedAddresses: ['192.0.2.0/24', '2001:db8::/32'] };
    token = (await admin.post('/admin/api-tokens', wish).expect(201)).body.data;
  });
  afterAll(async () => {
    agent.destroy();
    await cms.stop();
  });

  /** The answer to a request over the one connection that the proxy keeps. */
  async function from(forwarded: string, path = '/api/articles'): Promise<{ status: number; port: number; body: any }> {
    const headers = { Authorization: `Bearer ${token.accessKey}`, 'X-Forwarded-For': forwarded };
    return new Promise((resolve, reject) => {
      get(`${cms.url}${path}`, { agent, headers }, (response) => {
        const port = response.socket.localPort!;
        json(response).then((body) => resolve({ status: response.statusCode!, port, body }), reject);
      }).on('error', reject);
    });
  }

  it('is checked for every request of a kept connection, which carries many clients', async () => {
    const answers = [];
    for (const client of ['192.0.2.1', '198.51.100.1', '192.0.2.2', '2001:db8::1', '2001:db9::1', '::ffff:192.0.2.3']) answers.push(await from(client));
    expect(answers.map(({ status }) => status)).toEqual([200, 403, 200, 200, 403, 200]);
    expect(new Set(answers.map(({ port }) => port)).size).toBe(1);
  });

  it('is asked for the address that the proxy adds, and not for what a client has put before it', async () => {
    const { status, body } = await from('192.0.2.1, 198.51.100.1');
    expect([status, body.error.details]).toEqual([403, { code: 'ERR_ADDRESS_NOT_ALLOWED', address: '198.51.100.1' }]);
    for (const forwarded of ['192.0.2.1, 192.0.2.1, 198.51.100.1', '192.0.2.1, ', '192.0.2.1 198.51.100.1', 'unknown', '192.0.2.1/24', '', `192.0.2.1${'0'.repeat(500)}`]) {
      expect([forwarded, (await from(forwarded)).status]).toEqual([forwarded, 403]);
    }
    expect((await from('198.51.100.1, 192.0.2.1:4711')).status).toBe(200);
  });

  it('shows in its denials from where it was used', async () => {
    await from('203.0.113.77', '/api/categories');
    const { body } = await admin.get(`/admin/api-tokens/${token.id}/denials`).expect(200);
    expect(body.data[0]).toMatchObject({ path: '/api/categories', code: 'ERR_ADDRESS_NOT_ALLOWED', address: '203.0.113.77' });
  });

  it('is denied GraphQL too', async () => {
    const query = (address: string) => cms.as(token.accessKey).post('/graphql', { query: '{ articles { title } }' }).set('X-Forwarded-For', address);
    await query('192.0.2.1').expect(200);
    expect((await query('198.51.100.1').expect(403)).body.error.details.code).toBe('ERR_ADDRESS_NOT_ALLOWED');
  });
});
