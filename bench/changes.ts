import { setTimeout as sleep } from 'node:timers/promises';
import { startBenchCms } from './harness/bench-cms';
import { figure } from './harness/figure';
import { assertRight, type Part } from './harness/part';

/** As many as memory holds by default. */
const IN_USE = 10_000;

/** What a change costs whoever uses other tokens: how many keys have to be read again from the database. */
export const changes: Part = {
  title: 'Tokens in use while another one changes',

  async run({ short }) {
    const cms = await startBenchCms('sqlite');
    const inUse = short ? 200 : IN_USE;
    const rounds = short ? 2 : 20;
    try {
      // The last one is changed, and used by nobody.
      await cms.child.call('keepTokens', { count: inUse, label: 'used' });
      await cms.child.call('keepTokens', { count: 1, label: 'changed' });
      await cms.child.call('useKept', { from: 0, to: inUse });
      const first = await cms.child.call('countKeyReads');
      assertRight(first === inUse, `${first} reads for the first use of ${inUse} keys`);
      const shares: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        await cms.child.call('changeKept', inUse);
        // Instances look for changes once a second.
        await sleep(short ? 100 : 1000);
        const before = await cms.child.call('countKeyReads');
        await cms.child.call('useKept', { from: 0, to: inUse });
        shares.push(100 * (await cms.child.call('countKeyReads') - before) / inUse);
      }
      return { figures: [figure(`look-ups that read the database, ${inUse.toLocaleString('en')} tokens in use, after each change of another`, '%', shares, { atMost: 1 })] };
    } finally {
      await cms.stop();
    }
  },
};
