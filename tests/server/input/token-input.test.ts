import fc from 'fast-check';
import { TokenError } from '../../../server/errors';
import {
  LIFESPANS, readCreateAdminToken, readCreateApiToken, readRegenerate, readUpdateAdminToken, readUpdateApiToken,
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

  it.each(['kind', 'adminUserOwner', 'accessKey', 'id', 'enabled', '__proto__'])('refuses %s', (attribute) => {
    expect(messageOf(() => readCreateApiToken(JSON.parse(`{"name":"a","${attribute}":1}`)))).toBe(`this field has unspecified keys: ${attribute}`);
  });

  it.each(['2030-01-31T12:00:00Z', '2030-01-31T12:00:00.123+05:30', '2030-01-31T12:00Z', '2030-01-31', null])('takes the end %j', (expiresAt) => {
    expect(readCreateApiToken({ name: 'a', expiresAt })).toMatchObject({ expiresAt });
  });

  it.each(['', 'tomorrow', '2030-02-30', '2030-13-01', '2030-01-31T25:00:00Z', '2030-01-31T12:00:00', '31.01.2030', '+010000-01-01T00:00:00Z', 1_900_000_000_000, {}])(
    'refuses the end %j', (expiresAt) => {
      expect(messageOf(() => readCreateApiToken({ name: 'a', expiresAt }))).toMatch(/^expiresAt /);
    });

  it.each([[null, null], [LIFESPANS[0], null], [null, '2030-01-31'], [LIFESPANS[0], '2030-01-31']])('refuses a lifespan and an end together: %j, %j', (lifespan, expiresAt) => {
    expect(messageOf(() => readCreateApiToken({ name: 'a', lifespan, expiresAt }))).toBe('Give either lifespan or expiresAt, not both');
    expect(messageOf(() => readCreateAdminToken({ name: 'a', lifespan, expiresAt }))).toBe('Give either lifespan or expiresAt, not both');
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

  it.each(['604800000', true, {}])('refuses the lifespan %j, which is not a number', (lifespan) => {
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
  it.each(['lifespan', 'kind', 'accessKey', 'previousKey', '__proto__'])('refuses %s', (attribute) => {
    const body = JSON.parse(`{"name":"a","${attribute}":1}`);
    expect(messageOf(() => readUpdateApiToken(body))).toBe(`this field has unspecified keys: ${attribute}`);
  });

  it('takes an end, none, and whether it is enabled', () => {
    for (const change of [{ expiresAt: '2030-01-31' }, { expiresAt: null, enabled: false }, { enabled: true }]) expect(readUpdateApiToken(change)).toEqual(change);
  });

  it.each([null, 'false', 0])('refuses to be enabled %j', (enabled) => {
    expect(messageOf(() => readUpdateApiToken({ enabled }))).toMatch(/^enabled must be/);
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

describe('readRegenerate', () => {
  it.each([undefined, null, {}])('takes %j: the old key ends at once', (body) => {
    expect(readRegenerate(body)).toEqual({});
  });

  it.each([0, 1, 604_800_000])('keeps the old key for %j milliseconds', (keepPreviousFor) => {
    expect(readRegenerate({ keepPreviousFor })).toEqual({ keepPreviousFor });
  });

  it.each([-1, 604_800_001, 1.5, '3600000', null, Infinity, NaN])('refuses to keep it for %j', (keepPreviousFor) => {
    expect(messageOf(() => readRegenerate({ keepPreviousFor }))).toBe('keepPreviousFor must be a whole number of milliseconds from 0 to 604800000');
  });

  it.each(['x', 7, [], { keep: 1 }])('refuses %j', (body) => {
    expect(() => readRegenerate(body)).toThrow(expect.objectContaining({ status: 400 }));
  });
});
