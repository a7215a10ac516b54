import fc from 'fast-check';
import { TokenError } from '../../../server/errors';
import {
  LIFESPANS, readCreateAdminToken, readCreateApiToken, readUpdateAdminToken, readUpdateApiToken,
} from '../../../server/input/token-input';

const messageOf = (read: () => unknown, code = 'ERR_VALIDATION'): string => {
  try {
    read();
  } catch (error) {
    expect(error).toMatchObject({ code, status: 400 });
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
};

/** Any JSON at all, with a good chance of the names and values that the schemas know. */
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 0, -1, 1.5, 604_800_000, '', ' ', '\0', '\ud800', 'custom', 'x'.repeat(300), [], {}),
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.oneof(fc.constantFrom('name', 'description', 'type', 'lifespan', 'permissions', 'adminPermissions', 'action', 'subject',
        'properties', 'fields', 'conditions', 'actionParameters', '__proto__', 'constructor', 'kind'), fc.string()),
      tie('value'),
      { maxKeys: 6 },
    ),
  ),
})).value;

describe.each([
  ['readCreateApiToken', readCreateApiToken],
  ['readUpdateApiToken', readUpdateApiToken],
  ['readCreateAdminToken', readCreateAdminToken],
  ['readUpdateAdminToken', readUpdateAdminToken],
])('%s', (_, read: (input: unknown) => unknown) => {
  it('takes any JSON, or refuses it with a 400', () => {
    fc.assert(fc.property(json, (input) => {
      try {
        read(input);
      } catch (error) {
        expect(error).toBeInstanceOf(TokenError);
        expect(error).toMatchObject({ status: 400 });
      }
    }), { numRuns: 500 });
  });

  it.each([undefined, null, 'text', 7, [], [{ name: 'a' }]])('refuses the body %j', (body) => {
    expect(messageOf(() => read(body))).toBe('this must be an `object` type');
  });

  it.each([[7], [true], [{}], [['a']], [null], ['x'.repeat(256)], ['a\0b'], ['\ud800'], [''], ['   ']])('refuses the name %j', (name) => {
    expect(messageOf(() => read({ name }))).toMatch(/^name /);
  });

  it('takes a name of 255 characters, right-to-left marks, emoji and markup', () => {
    for (const name of ['x'.repeat(255), 'مرحبا\u202e', '🔑 key', '<script>alert(1)</script>']) {
      expect(read({ name })).toMatchObject({ name });
    }
  });

  it('trims name and description', () => {
    expect(read({ name: ' a b\t', description: '\n c ' })).toMatchObject({ name: 'a b', description: 'c' });
  });
});

describe('readCreateApiToken', () => {
  it('is read-only where no type is given', () => {
    expect(readCreateApiToken({ name: 'a' })).toEqual({ name: 'a', type: 'read-only' });
  });

  it('leaves out what is not part of it', () => {
    expect(readCreateApiToken({ name: 'a', kind: 'admin', adminUserOwner: 1, accessKey: 'x', id: 9 })).toEqual({ name: 'a', type: 'read-only' });
  });

  it.each([null, 'owner', 7, ['custom']])('refuses the type %j', (type) => {
    expect(messageOf(() => readCreateApiToken({ name: 'a', type }))).toMatch(/^type /);
  });

  it.each([null, ...LIFESPANS])('takes the lifespan %j', (lifespan) => {
    expect(readCreateApiToken({ name: 'a', lifespan })).toMatchObject({ lifespan });
  });

  it.each([0, -1, 1, 604_800_000.5, Infinity])('refuses the lifespan %j', (lifespan) => {
    expect(messageOf(() => readCreateApiToken({ name: 'a', lifespan })))
      .toBe('lifespan must be one of the following values: 604800000, 2592000000, 7776000000');
  });

  it.each(['604800000', true, {}])('refuses the lifespan %j, which is no number', (lifespan) => {
    expect(messageOf(() => readCreateApiToken({ name: 'a', lifespan }))).toMatch(/^lifespan must be/);
  });

  it.each([['find'], [[7]], [[null]], [[['find']]], [{}]])('refuses the permissions %j', (permissions) => {
    expect(messageOf(() => readCreateApiToken({ name: 'a', type: 'custom', permissions }))).toMatch(/^permissions/);
  });

  it('counts several broken rules, and lists each', () => {
    expect(() => readCreateApiToken({ name: 7, type: 'x', lifespan: 1 })).toThrow(expect.objectContaining({
      message: '3 errors occurred',
      details: {
        code: 'ERR_VALIDATION',
        errors: expect.arrayContaining([
          { path: ['name'], message: expect.any(String), name: 'ValidationError', value: 7 },
          { path: ['type'], message: expect.any(String), name: 'ValidationError', value: 'x' },
          { path: ['lifespan'], message: expect.any(String), name: 'ValidationError', value: 1 },
        ]),
      },
    }));
  });

  it('does not send back long values', () => {
    expect(() => readCreateApiToken({ name: 'x'.repeat(100_000) })).toThrow(expect.objectContaining({
      details: { code: 'ERR_VALIDATION', errors: [expect.not.objectContaining({ value: expect.anything() })] },
    }));
  });
});

describe('readUpdateApiToken', () => {
  it.each(['lifespan', 'kind', 'accessKey', 'expiresAt', '__proto__'])('refuses %s', (attribute) => {
    const body = JSON.parse(`{"name":"a","${attribute}":1}`);
    expect(messageOf(() => readUpdateApiToken(body))).toBe(`this field has unspecified keys: ${attribute}`);
  });

  it('takes a body without anything, and a description of null', () => {
    expect(readUpdateApiToken({})).toEqual({});
    expect(readUpdateApiToken({ description: null })).toEqual({ description: null });
  });

  it('refuses the type null', () => {
    expect(messageOf(() => readUpdateApiToken({ type: null }))).toMatch(/^type /);
  });
});

describe('readCreateAdminToken', () => {
  it('refuses type and permissions as a bad request', () => {
    expect(messageOf(() => readCreateAdminToken({ name: 'a', type: 'read-only' }), 'ERR_BAD_REQUEST')).toBe('Type is not allowed for admin tokens');
    expect(messageOf(() => readCreateAdminToken({ name: 'a', permissions: [] }), 'ERR_BAD_REQUEST')).toBe('Permissions are not allowed for admin tokens');
  });

  it.each([[[null]], [['read']], [[{}]], [[{ action: 7 }]], [[{ action: 'a', properties: { fields: 'title' } }]],
    [[{ action: 'a', properties: [] }]], [[{ action: 'a', conditions: 'x' }]], [[{ action: 'a', role: 1 }]]])(
    'refuses the permissions %j', (adminPermissions) => {
      expect(messageOf(() => readCreateAdminToken({ name: 'a', adminPermissions }))).toMatch(/^adminPermissions/);
    });

  it('refuses a subject without letters, and parameters that are long or nested too deeply to be written down', () => {
    const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    for (const part of [{ subject: '' }, { actionParameters: { a: 'x'.repeat(1000) } }, { actionParameters: { a: deep } }]) {
      expect(messageOf(() => readCreateAdminToken({ name: 'a', adminPermissions: [{ action: 'a', ...part }] }))).toMatch(/^adminPermissions/);
    }
  });

  it('takes permissions with subject, fields and conditions', () => {
    const adminPermissions = [{ action: 'a', subject: null, properties: { fields: ['b'] }, conditions: ['c'], actionParameters: {} }];
    expect(readCreateAdminToken({ name: 'a', adminPermissions })).toEqual({ name: 'a', adminPermissions });
  });
});

describe('readUpdateAdminToken', () => {
  it('refuses to change the owner', () => {
    expect(messageOf(() => readUpdateAdminToken({ adminUserOwner: 2 }))).toBe('this field has unspecified keys: adminUserOwner');
  });
});
