import { decodeJwt, decodeProtectedHeader } from 'jose';
import { createSessionTokens } from '../../../../cms/admin/services/session-tokens';
import { signJwt } from '../../../support/secrets/sign-jwt';
import { at, backToNow } from '../clock';

const secret = 'a secret for tests, long enough';
const tokens = createSessionTokens(secret);
const start = Date.UTC(2026, 0, 1);
const sign = (type: 'access+jwt' | 'refresh+jwt' = 'access+jwt') => tokens.sign(type, 'the session', 7, new Date(start + 60_000));

describe('tokens of sessions', () => {
  beforeEach(() => at(start));
  afterEach(backToNow);

  it('name their session and user, are signed by HS256, and no two are alike', async () => {
    const token = await sign();
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'access+jwt' });
    expect(decodeJwt(token)).toEqual({
      iss: 'cms', aud: 'cms:admin', sid: 'the session', sub: '7', iat: start / 1000, exp: start / 1000 + 60, jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(await sign()).not.toBe(token);
  });

  it('are verified until they expire, whether or not they have been verified before', async () => {
    const [verified, ...others] = [await sign(), await sign(), await sign()];
    expect(await tokens.verify('access+jwt', verified)).toEqual({ sessionId: 'the session', userId: 7 });
    at(start + 59_999);
    for (const token of [verified, others[0]!]) expect(await tokens.verify('access+jwt', token)).toEqual({ sessionId: 'the session', userId: 7 });
    at(start + 60_000);
    for (const token of [verified, ...others]) expect(await tokens.verify('access+jwt', token)).toBeNull();
  });

  it('are verified after the clock was set back', async () => {
    const token = await sign();
    at(start - 3_600_000);
    expect(await tokens.verify('access+jwt', token)).toEqual({ sessionId: 'the session', userId: 7 });
  });

  it('are not verified as one another, nor under another secret', async () => {
    expect(await tokens.verify('refresh+jwt', await sign('access+jwt'))).toBeNull();
    expect(await tokens.verify('access+jwt', await sign('refresh+jwt'))).toBeNull();
    expect(await createSessionTokens(`${secret}.`).verify('access+jwt', await sign())).toBeNull();
  });

  it('are not verified as one another after they have been verified as themselves, nor with another signature', async () => {
    const token = await sign('access+jwt');
    expect(await tokens.verify('access+jwt', token)).not.toBeNull();
    expect(await tokens.verify('refresh+jwt', token)).toBeNull();
    expect(await tokens.verify('access+jwt', `${token.slice(0, token.lastIndexOf('.'))}.${'A'.repeat(43)}`)).toBeNull();
    expect(await tokens.verify('access+jwt', token)).not.toBeNull();
  });

  it.each<[string, object, object]>([
    ['issuer', { iss: 'another' }, {}], ['audience', { aud: ['another'] }, {}], ['session', { sid: 1 }, {}], ['user', { sub: 'a name' }, {}], ['time', { exp: undefined }, {}],
    ['kind of time', { exp: 'later' }, {}], ['algorithm', {}, { alg: 'HS384' }], ['type', {}, { typ: 'JWT' }], ['type', {}, { typ: undefined }],
  ])('are not verified with another %s: %j %j', async (_, claims, header) => {
    const right = decodeJwt(await sign());
    expect(await tokens.verify('access+jwt', await signJwt(right, secret))).toEqual({ sessionId: 'the session', userId: 7 });
    expect(await tokens.verify('access+jwt', await signJwt({ ...right, ...claims }, secret, header))).toBeNull();
  });
});
