import type { AdmissionRequest } from '../../../server/admission/check';
import { adminCredential, contentCredential, type Credential } from '../../../server/admission/credential';
import { decide } from '../../../server/admission/decide';
import type { Owner } from '../../../server/token/owner';
import type { TokenRecord } from '../../../server/token/token-record';

const END = Date.parse('2026-01-02T03:04:05.678Z');
const FIND = 'api::article.article.find';
const active: Owner = { id: 1, isActive: true, blocked: false };
const deactivated: Owner = { ...active, isActive: false };

function tokenOf(kind: 'content-api' | 'admin', type: TokenRecord['type'] = null) {
  return { id: 7, kind, name: 'x', description: '', type, lifespan: null, permissions: [] };
}
const content = (expiresAt = Infinity, owner: Owner | null = null) =>
  contentCredential(tokenOf('content-api', 'read-only'), { expiresAt, owner, makers: [] });
const admin = (expiresAt = Infinity, owner = active) =>
  adminCredential(tokenOf('admin'), { expiresAt, owner, makers: [] }, { permissions: [], ability: {} });

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

  it.each<[string, Owner]>([
    ['deactivated', deactivated], ['blocked', { ...active, blocked: true }], ['of whom it is not known', { id: 1 }], ['null', { id: 1, isActive: null }],
  ])('denies a token whose owner is %s', (_, owner) => {
    const denial = { allowed: false, status: 401, code: 'ERR_OWNER_DEACTIVATED', message: 'Token owner is deactivated' };
    expect(ask(admin(Infinity, owner), at('admin'))).toEqual(denial);
    expect(ask(content(Infinity, owner), at('content-api'))).toEqual(denial);
  });

  it('gives the first reason of several', () => {
    expect(codeOf(ask(admin(END, deactivated), at('content-api')))).toBe('ERR_UNAUTHORIZED');
    expect(codeOf(ask(admin(END, deactivated), at('admin')))).toBe('ERR_TOKEN_EXPIRED');
    expect(codeOf(ask(admin(END + 1, deactivated), at('admin')))).toBe('ERR_OWNER_DEACTIVATED');
  });

  it('does not ask for the scope', () => {
    expect(codeOf(ask(content(), at('content-api', END, ['api::article.article.delete'])))).toBe('allowed');
  });
});

describe('decide.authorize', () => {
  it('lets pass what is in scope, and denies what is not', () => {
    expect(decide.authorize(content(), at('content-api', END, [FIND]))).toEqual({ allowed: true });
    expect(decide.authorize(content(), at('content-api', END, ['api::article.article.delete'])))
      .toEqual({ allowed: false, status: 403, code: 'ERR_FORBIDDEN', message: 'Forbidden' });
  });

  it('denies an unknown key, and an admin token, which has no scope in the content API', () => {
    expect(codeOf(decide.authorize(null, at('content-api', END, [FIND])))).toBe('ERR_UNAUTHORIZED');
    expect(codeOf(decide.authorize(admin(), at('content-api', END, [FIND])))).toBe('ERR_FORBIDDEN');
  });
});

it('no verdict can be changed by one request for another', () => {
  for (const verdict of [decide.authenticate(null, at('admin')), decide.authenticate(content(), at('content-api')), decide.authenticate(content(0), at('content-api'))]) {
    expect(Object.isFrozen(verdict)).toBe(true);
  }
});
