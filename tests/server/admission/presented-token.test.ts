import { inspect } from 'node:util';
import { PresentedToken } from '../../../server/admission/presented-token';

const attributes = () => ({
  id: 7,
  kind: 'admin' as const,
  name: 'Importer',
  description: '',
  type: null,
  lifespan: null,
  expiresAt: null,
  permissions: [],
  adminPermissions: [{ action: 'read', subject: 'article', properties: { fields: ['title'] } }],
  adminUserOwner: { id: 1 },
});

describe('a presented token', () => {
  const credential = { secret: 'behind', actions: new Set(['find']) };
  const presented = new PresentedToken(attributes(), credential);

  it('has the attributes that code written for Strapi’s tokens reads, and the id by the host’s name', () => {
    expect({ ...presented }).toEqual(attributes());
    expect(presented.tokenId).toBe(7);
  });

  it('leads to its credential, and nothing else does', () => {
    expect(PresentedToken.credentialOf(presented)).toBe(credential);
    for (const other of [null, undefined, 'token', {}, { ...presented }, Object.create(presented)]) expect(PresentedToken.credentialOf(other)).toBeNull();
  });

  it('shows nothing of the credential', () => {
    for (const text of [JSON.stringify(presented), inspect(presented, { depth: null, showHidden: true }), Object.getOwnPropertyNames(presented).join()]) {
      expect(text).not.toMatch(/secret|behind|find/);
    }
  });

  it('cannot be changed by one request for another', () => {
    const token = presented as any;
    expect(() => { token.name = 'x'; }).toThrow(TypeError);
    expect(() => { token.tokenId = 8; }).toThrow(TypeError);
    expect(() => token.permissions.push('api::article.article.delete')).toThrow(TypeError);
    expect(() => token.adminPermissions[0].properties.fields.push('body')).toThrow(TypeError);
    expect(() => { token.adminUserOwner.id = 2; }).toThrow(TypeError);
  });
});
