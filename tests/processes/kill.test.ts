import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase } from '../../cms/database/create-database';
import { dialectsUnderTest, quietLog, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { registerFirstAdmin, startCmsProcess, type CmsProcess } from '../support/hosts/cms-process';

/** All that a custom token may be given here. */
const actions = ['article', 'category'].flatMap((type) =>
  ['find', 'findOne', 'create', 'update', 'delete'].map((action) => `api::${type}.${type}.${action}`));
/** Kills per database; databases are worked on at the same time. Each kill takes a start, which takes seconds. */
const LANES = [10, 10];

describe.each(dialectsUnderTest())('a process that is killed while it writes to %s', (dialect) => {
  it('leaves no token without its permissions, loses none it answered for, and leaves a readable database', async () => {
    const written = await Promise.all(LANES.map(killAgainAndAgain));
    // Otherwise the kills came before any write.
    for (const count of written) expect(count).toBeGreaterThan(0);
  });

  /** Kills a CMS that often, on one database, and answers how many tokens were written meanwhile. */
  async function killAgainAndAgain(kills: number): Promise<number> {
    const place = await testDatabaseSettings(dialect);
    let jwt: string | undefined;
    const answered: string[] = [];
    for (let round = 0; round < kills; round += 1) {
      const cms = await startCmsProcess({ env: place.env });
      jwt ??= await registerFirstAdmin(cms);
      const writing = createTokens(cms, jwt, `round ${round}`, answered);
      await Promise.race([writing, soon(answered)]);
      await cms.kill();
      await writing;
      await expectWhole(place, answered);
    }
    await place.drop();
    return answered.length;
  }

  /** Waits for none to three more tokens to be answered for, and then for a moment in the middle of the next ones. */
  async function soon(answered: string[]): Promise<void> {
    const enough = answered.length + Math.floor(Math.random() * 4);
    while (answered.length < enough) await sleep(1);
    await sleep(Math.random() * 20);
  }

  /** Creates tokens, several at once, until the connection breaks. */
  async function createTokens(cms: CmsProcess, bearer: string, prefix: string, answered: string[]): Promise<void> {
    let made = 0;
    const one = async (): Promise<void> => {
      for (;;) {
        const name = `${prefix}, token ${made += 1}`;
        const body = { name, type: 'custom', permissions: actions };
        const answer = await cms.call('POST', '/admin/api-tokens', { bearer, body }).catch(() => null);
        if (answer === null) return;
        expect(answer).toMatchObject({ status: 201, body: { data: { permissions: expect.arrayContaining(actions) } } });
        answered.push(name);
      }
    };
    await Promise.all([one(), one(), one(), one()]);
  }

  async function expectWhole(place: TestDatabaseSettings, answered: string[]): Promise<void> {
    const db = createDatabase(place.settings, [], quietLog);
    const tokens: Array<{ name: string; permissions: number | string }> = await db.connection('api_tokens_issued as t')
      .leftJoin('api_tokens_permissions as p', 'p.token_id', 't.id')
      .where('t.type', 'custom').groupBy('t.name').select('t.name').count('p.id as permissions');
    const orphans = await db.connection('api_tokens_permissions').whereNull('token_id').count('id as n').first();
    if (dialect === 'sqlite') expect(await db.connection.raw('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    await db.destroy();
    expect(tokens.filter(({ permissions }) => Number(permissions) !== actions.length)).toEqual([]);
    expect(Number(orphans!['n'])).toBe(0);
    const names = new Set(tokens.map(({ name }) => name));
    expect(answered.filter((name) => !names.has(name))).toEqual([]);
  }
});
