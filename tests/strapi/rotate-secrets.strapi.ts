import { logIn } from '../api/api-suite';
import { firstAdmin, testVariables } from '../support/cms';
import { dialectsUnderTest } from '../support/database';
import { startStrapiHost, type StrapiHost } from '../support/hosts/strapi-host';

const changed = {
  API_TOKEN_SALT: 'the present salt that is long enough', API_TOKEN_PREVIOUS_SALTS: testVariables.API_TOKEN_SALT,
  ENCRYPTION_KEY: 'the present encryption key', PREVIOUS_ENCRYPTION_KEYS: testVariables.ENCRYPTION_KEY,
};

describe.each(dialectsUnderTest())('api-tokens rotate-secrets in a Strapi project on %s', (dialect) => {
  let host: StrapiHost;
  beforeAll(async () => {
    host = await startStrapiHost(dialect);
  });
  afterAll(() => host?.stop());

  it('gives keys the present secrets, so that the former ones can be dropped, and prints nothing else than its result', async () => {
    await host.as().post('/admin/register-admin', firstAdmin).expect(200);
    const admin = host.as(await logIn(host, firstAdmin));
    const { id, accessKey } = (await admin.post('/api-tokens', { name: 'rotated', type: 'full-access' }).expect(201)).body.data;
    await host.restart(changed);

    const { code, out, err } = await host.run('api-tokens', ['rotate-secrets', '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({ rehashed: 1, reencrypted: 1, secrets: { salts: [{ current: true, keys: 1 }, { current: false, keys: 0 }] } });

    await host.restart({ API_TOKEN_PREVIOUS_SALTS: '', PREVIOUS_ENCRYPTION_KEYS: '' });
    await host.as(accessKey).get('/api/articles').expect(200);
    const again = host.as(await logIn(host, firstAdmin));
    expect((await again.get(`/api-tokens/${id}`).expect(200)).body.data).toMatchObject({ accessKey });
  });

  it('says how it is used where a command is missing', async () => {
    expect(await host.run('api-tokens', [])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Usage: api-tokens') });
  });
});
