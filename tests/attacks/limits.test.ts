import { createAccessKey } from '../../server/key/access-key';
import { permissionsOf } from '../support/admin-token';
import { firstAdmin, registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';

const KINDS = ['api-tokens', 'admin-tokens'] as const;
type Kind = (typeof KINDS)[number];
const RIGHTS = KINDS.flatMap((kind) => ['read', 'create', 'update', 'regenerate', 'reveal', 'delete'].map((verb) => `plugin::api-tokens.${kind}.${verb}`));
const LIMITS = { allowedAddresses: ['127.0.0.0/8', '::1'], rateLimit: { limit: 1000, window: 60 } };
/** Each lifts or widens one of the limits. */
const WIDER = [
  { allowedAddresses: null }, { allowedAddresses: ['126.0.0.0/7', '::1'] }, { allowedAddresses: ['127.0.0.0/8', '::/127'] }, { allowedAddresses: ['0.0.0.0/0', '::/0'] },
  { rateLimit: null }, { rateLimit: { limit: 1001, window: 60 } }, { rateLimit: { limit: 1000, window: 59 } }, { rateLimit: { limit: 20, window: 1 } },
];
const declared = (kind: Kind) => ({
  name: `declared ${kind}`, kind: kind === 'admin-tokens' ? 'admin' : 'content-api', key: createAccessKey('cms', kind === 'admin-tokens' ? 'admin' : 'content'), ...LIMITS,
  ...(kind === 'admin-tokens' && { owner: firstAdmin.email, adminPermissions: permissionsOf(RIGHTS) }),
});

describe.each(dialectsUnderTest())('the limits of tokens, on %s, cannot be lifted or widened by an admin token', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let names = 0;
  const body = (kind: Kind, rest: object = {}) => ({ name: `token ${(names += 1)}`, ...(kind === 'admin-tokens' && { adminPermissions: permissionsOf(RIGHTS) }), ...rest });
  const make = async (kind: Kind, by: Client, rest: object = {}) => (await by.post(`/admin/${kind}`, body(kind, rest)).expect(201)).body.data;
  const limitsOf = async (kind: Kind, id: number) => {
    const { allowedAddresses, rateLimit } = (await admin.get(`/admin/${kind}/${id}`).expect(200)).body.data;
    return { allowedAddresses, rateLimit };
  };

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
    await cms.restart({ API_TOKENS: JSON.stringify(KINDS.map(declared)) });
    const { email, password } = firstAdmin;
    admin = cms.as((await cms.as().post('/admin/login', { email, password }).expect(200)).body.data.token);
  });
  afterAll(() => cms.stop());

  /** Admin tokens that change others: one with the same limits, and one that has none itself. */
  const callers: Array<[string, object]> = [['that has them too', LIMITS], ['that has none', {}]];

  describe.each(callers)('%s', (_what, own) => {
    let caller: Client;
    const targets = {} as Record<Kind, Record<'of a person’s' | 'of its own making' | 'of the configuration', number>>;

    beforeAll(async () => {
      caller = cms.as((await make('admin-tokens', admin, own)).accessKey);
      for (const kind of KINDS) {
        const all = (await admin.get(`/admin/${kind}`).expect(200)).body.data as Array<{ id: number; name: string }>;
        targets[kind] = {
          'of a person’s': (await make(kind, admin, LIMITS)).id,
          'of its own making': (await make(kind, caller, LIMITS)).id,
          'of the configuration': all.find(({ name }) => name === `declared ${kind}`)!.id,
        };
      }
    });

    it('by an update', async () => {
      for (const kind of KINDS) {
        for (const [which, id] of Object.entries(targets[kind])) {
          for (const change of WIDER) {
            const { status, body: { error } } = await caller.put(`/admin/${kind}/${id}`, change);
            expect([kind, which, change, status, error?.details.code]).toEqual(
              which === 'of the configuration' ? [kind, which, change, 403, 'ERR_MANAGED'] : [kind, which, change, 400, 'ERR_VALIDATION']);
          }
          expect(await limitsOf(kind, id)).toEqual(LIMITS);
        }
      }
    });

    it('by a new key, which has the limits of the old one', async () => {
      for (const kind of KINDS) {
        for (const [which, id] of Object.entries(targets[kind])) {
          // Limits are no part of that request.
          await caller.post(`/admin/${kind}/${id}/regenerate`, WIDER[0]).expect(400);
          const renewed = await caller.post(`/admin/${kind}/${id}/regenerate`);
          expect([kind, which, renewed.status]).toEqual([kind, which, which === 'of the configuration' ? 403 : 201]);
          expect(await limitsOf(kind, id)).toEqual(LIMITS);
        }
      }
    });
  });

  it('of its own', async () => {
    const { id, accessKey } = await make('admin-tokens', admin, LIMITS);
    for (const change of WIDER) expect([change, (await cms.as(accessKey).put(`/admin/admin-tokens/${id}`, change)).status]).toEqual([change, 400]);
    const renewed = cms.as((await cms.as(accessKey).post(`/admin/admin-tokens/${id}/regenerate`).expect(201)).body.data.accessKey);
    for (const change of WIDER) expect([change, (await renewed.put(`/admin/admin-tokens/${id}`, change)).status]).toEqual([change, 400]);
    expect(await limitsOf('admin-tokens', id)).toEqual(LIMITS);
  });

  it('by making another one', async () => {
    const caller = cms.as((await make('admin-tokens', admin, LIMITS)).accessKey);
    for (const kind of KINDS) {
      for (const wish of WIDER) {
        const { status, body: { data } } = await caller.post(`/admin/${kind}`, body(kind, wish));
        // None asked for: those of its maker.
        if (Object.values(wish)[0] === null) expect(await limitsOf(kind, data.id)).toEqual(LIMITS);
        else expect([kind, wish, status]).toEqual([kind, wish, 400]);
      }
      const copy = (await caller.post(`/admin/${kind}`, body(kind)).expect(201)).body.data;
      expect(await limitsOf(kind, copy.id)).toEqual(LIMITS);
    }
  });
});
