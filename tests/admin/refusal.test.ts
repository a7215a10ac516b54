import { isConflict, isRefusal, knownMessage, readRefusal } from '../../admin/src/refusal';

const refusal = (status: number, message: string, details?: unknown) => ({
  status,
  response: { data: { error: { status, message, details } } },
});

describe('readRefusal', () => {
  it('reads status, words and the first issue of each field', () => {
    const details = {
      errors: [
        { path: ['name'], message: 'name is a required field' },
        { path: ['name'], message: 'name must be at least 1 characters' },
        { path: ['permissions', 0], message: 'unknown' },
        { path: [], message: 'of no field' },
      ],
    };
    expect(readRefusal(refusal(400, '3 errors occurred', details))).toEqual({
      status: 400,
      message: '3 errors occurred',
      fields: { name: 'name is a required field', permissions: 'unknown' },
    });
  });

  it('gives a taken name to the field of the name', () => {
    expect(readRefusal(refusal(400, 'Name already taken')).fields).toEqual({ name: 'Name already taken' });
  });

  it.each(['expiresAt must be in the future', 'A token may last at most 30 days. Choose an earlier expiry date'])('gives what it has against an end to the field of it: %p', (words) => {
    expect(readRefusal(refusal(400, words)).fields).toEqual({ expiresAt: words });
  });

  it.each([[new TypeError('Failed to fetch')], [null], [undefined], ['text'], [{}]])(
    'knows no status where no answer came: %p',
    (error) => {
      expect(readRefusal(error)).toEqual({ status: null, message: '', fields: {} });
      expect(isRefusal(error)).toBe(false);
    },
  );
});

describe('knownMessage', () => {
  it.each([
    [null, '', 'refused.unreachable'],
    [403, 'Policy Failed', 'refused.forbidden'],
    [404, 'API Token not found', 'refused.not-found'],
    [401, 'Missing or invalid credentials', 'refused.session'],
    [500, '', 'refused.unknown'],
    [500, 'Internal Server Error', 'refused.unknown'],
    [503, 'Service Unavailable', 'refused.unavailable'],
    [409, 'This token has changed since you read it.', 'refused.conflict'],
    [400, 'description must be at most 10000 characters', 'refused.too-long'],
    [404, 'This token has no previous key that is still accepted', 'refused.no-previous-key'],
    [400, 'expiresAt must be in the future', 'refused.date-past'],
    [400, 'expiresAt must not be after 2030-01-01T00:00:00.000Z, when the creating admin token expires', 'refused.after-maker'],
    [400, 'A token may last at most 30 days. Choose an earlier expiry date', 'refused.policy'],
    [400, 'The admin token that created this token has expired or may no longer create tokens. Create a new token instead.', 'refused.maker-ended'],
    [400, 'Something only the server knows', null],
    [400, 'constructor', null],
  ])('says %p %p by %p', (status, message, key) => {
    expect(knownMessage(status, message)).toBe(key);
  });
});

describe('a conflict', () => {
  it('is known by its code', () => {
    expect(isConflict(refusal(409, 'any words', { code: 'ERR_CONFLICT' }))).toBe(true);
    expect(isConflict(refusal(409, 'This token has changed since you read it.', {}))).toBe(false);
    expect(isConflict(new TypeError('Failed to fetch'))).toBe(false);
  });
});
