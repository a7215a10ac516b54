import { contentTypes } from '../content-types';
import type { Host } from '../host';

/**
 * Strapi's GraphQL plugin generates queries and mutations for every content type, and a full-access token may use all of them. Tokens are
 * not content: without this, such a token could widen itself.
 */
export function hideFromGraphql({ plugins }: Pick<Host, 'plugins'>): void {
  const extension = plugins?.graphql?.service('extension');
  for (const name of Object.keys(contentTypes)) extension?.shadowCRUD(`plugin::api-tokens.${name}`).disable();
}
