import { ValidationError } from '../../errors';
import type { Content } from '../../grant/restrictions';
import type { Restrictable } from '../../host';
import { fits, type Strapi } from './restricted-request';

const OF_COLLECTION = ['find', 'findOne', 'create', 'update', 'delete'];
const OF_SINGLE = ['find', 'update', 'delete'];

/** What tokens of a Strapi can be restricted to: the content types of the project. Those of plugins have their own routes. */
export function createRestrictable(strapi: Strapi, readContent: () => Promise<Content>): Restrictable {
  const types = Object.entries(strapi.contentTypes as Record<string, { kind: string }>).filter(([uid]) => uid.startsWith('api::'));
  const uids = new Set(types.map(([uid]) => uid));
  const actions = new Set(types.flatMap(([uid, { kind }]) => (kind === 'singleType' ? OF_SINGLE : OF_COLLECTION).map((action) => `${uid}.${action}`)));
  return {
    content: readContent,
    isType: (uid) => uids.has(uid),
    isAction: (action) => actions.has(action),
    async tryWhere(uid, filters) {
      if (!await fits(strapi, uid, filters)) throw new ValidationError(`restrictions.types.${uid}.where has a value that does not fit its field`);
    },
  };
}
