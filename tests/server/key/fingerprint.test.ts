import { createHash } from 'node:crypto';
import { createAccessKey } from '../../../server/key/access-key';
import { createFingerprint } from '../../../server/key/fingerprint';

describe('a fingerprint of a key', () => {
  const key = createAccessKey('cms', 'content');

  it('is the same each time, and another one for each key', () => {
    const fingerprint = createFingerprint();
    expect(fingerprint(key)).toBe(fingerprint(key));
    expect(fingerprint(key)).not.toBe(fingerprint(createAccessKey('cms', 'content')));
  });

  it('means nothing outside of its process: another secret makes another one, and none is the plain hash', () => {
    const fingerprint = createFingerprint()(key);
    expect(createFingerprint()(key)).not.toBe(fingerprint);
    expect(createHash('sha256').update(key).digest('base64')).not.toBe(fingerprint);
    expect(fingerprint).toMatch(/^[0-9A-Za-z+/]{43}=$/);
  });
});
