import type { Restrictions } from '../../grant/restrictions';
import type { Restrictable } from '../../host';
import { unrestricted, type Strapi } from './restricted-request';

/** What a request reads if it names neither: published records; here in all locales that the token may read. */
const VERSION = { status: 'published', locale: '*' };

/** Previews what a restricted token can find of a content type, through the document service, as a request of that token does. */
export function createPreview(strapi: Strapi, asRestricted: <T>(restrictions: Restrictions, work: () => Promise<T>) => Promise<T>): NonNullable<Restrictable['preview']> {
  return async function preview(uid, restrictions) {
    const documents = strapi.documents(uid);
    const total: number = await unrestricted(() => documents.count!(VERSION));
    const read = async () => [await documents.count!(VERSION), await documents.findMany!({ ...VERSION, sort: 'id', limit: 1 })];
    const [count, [first]] = await (restrictions === null ? unrestricted(read) : asRestricted(restrictions, read));
    const record = first === undefined ? null : await unrestricted(() => strapi.contentAPI.sanitize.output(first, strapi.getModel(uid)!));
    return { count, total, record };
  };
}
