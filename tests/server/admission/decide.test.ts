import fc from 'fast-check';
import type { AdmissionRequest } from '../../../server/admission/check';
import { adminCredential, contentCredential, type Credential } from '../../../server/admission/credential';
import { decide, explain } from '../../../server/admission/decide';
import type { Owner } from '../../../server/token/owner';
import type { TokenRecord } from '../../../server/token/token-record';

const END = Date.parse('2026-01-02T03:04:05.678Z');
const HERE = '192.0.2.1';
const FIND = 'api::article.article.find';
const active: Owner = { id: 1, isActive: true, blocked: false };
const deactivated: Owner = { ...active, isActive: false };

function tokenOf(kind: 'content-api' | 'admin', type: TokenRecord['type'] = null) {
  return { id: 7, kind, name: 'x', description: '', type, lifespan: null, permissions: [] };
}
const key = { id: 9, expiresAt: null };
const content = (expiresAt = Infinity, owner: Owner | null = null, isEnabled = true) =>
  contentCredential(tokenOf('content-api', 'read-only'), key, { isEnabled, expiresAt, owner, addresses: [], rateLimit: null, makers: [] });
const admin = (expiresAt = Infinity, owner = active, isEnabled = true) =>
  adminCredential(tokenOf('admin'), key, { isEnabled, expiresAt, owner, addresses: [], rateLimit: null, makers: [] }, { permissions: [], ability: {} });
const previous = (keyExpiresAt: number) =>
  contentCredential(tokenOf('content-api', 'read-only'), { id: 8, expiresAt: keyExpiresAt }, { isEnabled: false, expiresAt: Infinity, owner: null, addresses: [], rateLimit: null, makers: [] });

const at = (kind: Credential['kind'], now = END, scope?: string[]): AdmissionRequest => ({ kind, now, scope });
const codeOf = (verdict: ReturnType<typeof decide.authenticate>) => (verdict.allowed ? 'allowed' : verdict.code);

describe.each(['authenticate', 'reauthenticate'] as const)('decide.%s', (question) => {
  const ask = decide[question];

  it('lets the keys of tokens of the route’s kind pass', () => {
    expect(ask(content(), at('content-api'))).toEqual({ allowed: true });
    expect(ask(admin(), at('admin'))).toEqual({ allowed: true });
  });

  it('denies an unknown key and one of the other kind alike', () => {
    for (const verdict of [ask(null, at('admin')), ask(null, at('content-api')), ask(content(), at('admin')), ask(admin(), at('content-api'))]) {
      expect(verdict).toEqual({ allowed: false, status: 401, code: 'ERR_UNAUTHORIZED', message: 'Missing or invalid credentials' });
    }
  });

  it('denies a token from the millisecond of its end on', () => {
    expect(codeOf(ask(content(END), at('content-api', END - 1)))).toBe('allowed');
    for (const now of [END, END + 1]) {
      expect(ask(content(END), at('content-api', now))).toEqual({ allowed: false, status: 401, code: 'ERR_TOKEN_EXPIRED', message: 'Token expired' });
    }
    expect(codeOf(ask(content(Infinity), at('content-api', Number.MAX_SAFE_INTEGER)))).toBe('allowed');
  });

  it('denies a token that is paused, by either of its keys', () => {
    const denial = { allowed: false, status: 401, code: 'ERR_TOKEN_DISABLED', message: 'Token disabled' };
    expect(ask(content(Infinity, null, false), at('content-api'))).toEqual(denial);
    expect(ask(admin(Infinity, active, false), at('admin'))).toEqual(denial);
    expect(ask(previous(END + 1), at('content-api'))).toEqual(denial);
  });

  it.each<[string, Owner]>([
    ['deactivated', deactivated], ['blocked', { ...active, blocked: true }], ['of whom it is not known', { id: 1 }], ['null', { id: 1, isActive: null }],
  ])('denies a token whose owner is %s', (_, owner) => {
    const denial = { allowed: false, status: 401, code: 'ERR_OWNER_DEACTIVATED', message: 'Token owner is deactivated' };
    expect(ask(admin(Infinity, owner), at('admin'))).toEqual(denial);
    expect(ask(content(Infinity, owner), at('content-api'))).toEqual(denial);
  });

  it('gives the first reason of several', () => {
    expect(codeOf(ask(admin(END, deactivated), at('content-api')))).toBe('ERR_UNAUTHORIZED');
    expect(codeOf(ask(previous(END), at('content-api')))).toBe('ERR_UNAUTHORIZED');
    expect(codeOf(ask(admin(END, deactivated, false), at('admin')))).toBe('ERR_TOKEN_DISABLED');
    expect(codeOf(ask(admin(END, deactivated), at('admin')))).toBe('ERR_TOKEN_EXPIRED');
    expect(codeOf(ask(admin(END + 1, deactivated), at('admin')))).toBe('ERR_OWNER_DEACTIVATED');
  });

  it('does not ask for the scope', () => {
    expect(codeOf(ask(content(), at('content-api', END, ['api::article.article.delete'])))).toBe('allowed');
  });
});

describe('a token that is limited to addresses', () => {
  const limited = (...addresses: string[][]) =>
    contentCredential(tokenOf('content-api', 'read-only'), key, { isEnabled: true, expiresAt: Infinity, owner: null, addresses, rateLimit: null, makers: [] });
  const from = (address?: string) => ({ ...at('content-api'), address });

  it('is denied from other addresses, which the denial names, and without an address', () => {
    expect(decide.authenticate(limited([HERE]), from(HERE))).toEqual({ allowed: true });
    expect(decide.authenticate(limited([HERE]), from('192.0.2.2')))
      .toEqual({ allowed: false, status: 403, code: 'ERR_ADDRESS_NOT_ALLOWED', message: 'Address not allowed', address: '192.0.2.2' });
    expect(codeOf(decide.authenticate(limited([HERE]), from()))).toBe('ERR_ADDRESS_NOT_ALLOWED');
    expect(decide.authenticate(limited([HERE]), from('x'.repeat(1000)))).toMatchObject({ address: 'x'.repeat(64) });
  });

  it('is denied from addresses that its creator is not allowed from', () => {
    expect(codeOf(decide.authenticate(limited([HERE, '192.0.2.2'], [HERE]), from('192.0.2.2')))).toBe('ERR_ADDRESS_NOT_ALLOWED');
  });

  it('is not checked again once it is authenticated', () => {
    expect(decide.reauthenticate(limited([HERE]), from('192.0.2.2'))).toEqual({ allowed: true });
  });

  it('is explained without that check where no address is given', () => {
    const names = (address?: string) => explain(limited([HERE]), from(address), false).outcomes.map(([name]) => name);
    expect([names().includes('addressAllowed'), names('192.0.2.2').includes('addressAllowed')]).toEqual([false, true]);
    expect(explain(content(), from(), false).outcomes.map(([name]) => name)).toContain('addressAllowed');
  });
});

describe('decide.authorize', () => {
  it('lets pass what is in scope, and denies what is not', () => {
    expect(decide.authorize(content(), at('content-api', END, [FIND]))).toEqual({ allowed: true });
    expect(decide.authorize(content(), at('content-api', END, ['api::article.article.delete'])))
      .toEqual({ allowed: false, status: 403, code: 'ERR_FORBIDDEN', message: 'Forbidden', required: ['api::article.article.delete'] });
  });

  it('denies an unknown key, and an admin token, which has no scope in the content API', () => {
    expect(codeOf(decide.authorize(null, at('content-api', END, [FIND])))).toBe('ERR_UNAUTHORIZED');
    expect(codeOf(decide.authorize(admin(), at('content-api', END, [FIND])))).toBe('ERR_FORBIDDEN');
  });
});

describe('explain', () => {
  it('decides like the separate questions of a request, and returns the outcome of each check', () => {
    const credentials = fc.record({
      kind: fc.constantFrom('content-api', 'admin'), keyExpiresAt: fc.constantFrom(END, END + 1, Infinity), isEnabled: fc.boolean(),
      expiresAt: fc.constantFrom(END, END + 1, Infinity), owner: fc.constantFrom(null, active, deactivated),
      isAllowedFrom: fc.constantFrom(null, (address: string) => address === HERE),
      rateLimit: fc.constant(null),
      type: fc.constantFrom('read-only', 'full-access', 'custom'), actions: fc.subarray([FIND, 'x']).map((actions) => new Set(actions)),
    });
    const kinds = fc.constantFrom<Credential['kind']>('content-api', 'admin');
    fc.assert(fc.property(fc.option(credentials), kinds, fc.subarray([FIND, 'x']), fc.constantFrom(HERE, ''), (given, kind, scope, address) => {
      const request = { ...at(kind), address };
      const credential = given as unknown as Credential | null;
      const asked = decide.authenticate(credential, request);
      const { verdict, outcomes } = explain(credential, { ...request, scope }, true);
      expect(verdict).toEqual(asked.allowed ? decide.authorize(credential, at(kind, END, scope)) : asked);
      expect(explain(credential, request, false).verdict).toEqual(asked);
      expect(outcomes.map(([name]) => name)).toEqual(credential === null ? ['known'] : ['known', 'enabled', 'notExpired', 'ownerActive', 'addressAllowed', 'withinRateLimit', 'inScope']);
    }));
  });
});

it('no verdict can be changed by one request for another', () => {
  for (const verdict of [decide.authenticate(null, at('admin')), decide.authenticate(content(), at('content-api')), decide.authenticate(content(0), at('content-api'))]) {
    expect(Object.isFrozen(verdict)).toBe(true);
  }
});
