import { assertNotExpired, identify } from '../../../server/admission/credential';

describe('assertNotExpired', () => {
  const identity = identify({ id: 1, expiresAt: '2026-01-02T03:04:05.678Z' });
  const end = Date.parse('2026-01-02T03:04:05.678Z');

  it('lets a token in until the millisecond before its end', () => {
    expect(() => assertNotExpired(identity, end - 1)).not.toThrow();
  });

  it('refuses it from its end on', () => {
    expect(() => assertNotExpired(identity, end)).toThrow(expect.objectContaining({ code: 'ERR_TOKEN_EXPIRED', status: 401 }));
    expect(() => assertNotExpired(identity, end + 1)).toThrow(expect.objectContaining({ code: 'ERR_TOKEN_EXPIRED' }));
  });

  it('never refuses a token without end', () => {
    expect(() => assertNotExpired(identify({ id: 1, expiresAt: null }), Number.MAX_SAFE_INTEGER)).not.toThrow();
  });

  it('refuses a token whose end cannot be read', () => {
    expect(() => assertNotExpired(identify({ id: 1, expiresAt: 'soon' }), 0)).toThrow(expect.objectContaining({ code: 'ERR_TOKEN_EXPIRED' }));
  });
});
