import type { Cms } from '../../../cms/cms';
import { parseBearer } from '../../../server/key/bearer';
import { hashKey } from '../../../server/key/hash-key';
import { pluginServices } from '../../../server/services';
import { type Batch, insertTokens } from '../fill-tokens';

/** Keys that stay in the process of the CMS, since a million are too many to hand over. */
export interface KeptKeys {
  /** Writes tokens as rows and keeps their keys here, after those that were kept before. */
  keep(batch: Batch): Promise<void>;
  /** Changes the token of one of them, as a person does who renames it. */
  change(index: number): Promise<void>;
  /** Uses those from one to another once each, a hundred at a time, as they come in on a busy server. */
  use(range: { from: number; to: number }): Promise<void>;
}

/** See {@link KeptKeys}. */
export function createKeptKeys(cms: Cms): KeptKeys {
  let kept: string[] = [];
  return {
    async keep(batch) {
      kept = [...kept, ...await insertTokens(cms.db.connection, pluginServices(cms).keyring, batch)];
    },

    async change(index) {
      const { settings: { salt }, store } = pluginServices(cms);
      const hash = hashKey(kept[index]!, salt);
      await store.write(async ({ rows, changed }) => {
        const { token } = (await rows.byHashes([hash])).get(hash)!;
        await rows.update(token, { description: String(Date.now()) });
        changed({ tokenIds: [token.id], ownerIds: [] });
      });
    },

    async use({ from, to }) {
      const { authenticator, lastUse } = pluginServices(cms);
      for (let start = from; start < to; start += 100) {
        await Promise.all(kept.slice(start, Math.min(start + 100, to)).map(async (key) => {
          const credential = await authenticator.find(parseBearer(`Bearer ${key}`)!, 'content-api');
          if (credential === null) throw new Error('Wrong answer: a key is refused');
          lastUse.touch(credential.keyId, Date.now(), undefined);
        }));
      }
    },
  };
}
