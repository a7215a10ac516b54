import { readFile } from 'node:fs/promises';
import { createPasswords } from '../../../../cms/admin/services/passwords';

describe('passwords', () => {
  it('are hashed two at once, eight wait, and more are told to come again; files are read meanwhile', async () => {
    const passwords = createPasswords();
    let done = 0;
    const all = Array.from({ length: 30 }, () => passwords.hash('Correct-Horse-1').finally(() => (done += 1)));
    const results = Promise.allSettled(all);
    expect(() => passwords.assertFree()).toThrow(expect.objectContaining({ status: 503, headers: { 'Retry-After': '1' } }));
    await new Promise(setImmediate);
    const refused = done;
    await readFile(__filename);
    expect(done - refused).toBeLessThan(10);
    const settled = await results;
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    for (const result of settled.filter(({ status }) => status === 'rejected')) expect(result).toMatchObject({ reason: { status: 503 } });
    passwords.assertFree();
    expect(await passwords.verify('Correct-Horse-1', await passwords.hash('Correct-Horse-1'))).toBe(true);
  });

  it('take their turn after one that failed', async () => {
    const passwords = createPasswords();
    const attempts = await Promise.allSettled(Array.from({ length: 6 }, () => passwords.verify('x', 'no hash')));
    expect(attempts.map(({ status }) => status)).toEqual(Array(6).fill('rejected'));
    expect(await passwords.verify('x', null)).toBe(false);
  });

  it('of nobody are checked by the same work', async () => {
    const passwords = createPasswords();
    for (const none of [null, undefined]) expect(await passwords.verify('Correct-Horse-1', none)).toBe(false);
  });
});
