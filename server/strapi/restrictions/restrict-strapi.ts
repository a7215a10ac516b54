import type { Host } from '../../host';
import { createRestrictable } from './restrictable';
import { restrictDatabase } from './restrict-database';
import { restrictDocuments } from './restrict-documents';
import { restrictSelections } from './restrict-selections';
import { createRestrictedRequest, type Strapi } from './restricted-request';

/**
 * Enforces the restrictions of tokens in Strapi, for whatever asks its document service or its database while it answers their requests, and
 * says so in its content API, as a host does that enforces them itself. To be called before Strapi starts its GraphQL server; answers what is
 * to be called once the content types are there.
 */
export function restrictStrapi(host: Host): () => void {
  // A host without one enforces them itself.
  if (host.requestContext === undefined || host.documents === undefined) return () => undefined;
  const strapi = host as unknown as Strapi & Pick<Host, 'config'>;
  const { schema, readContent, current } = createRestrictedRequest(strapi);
  restrictSelections(strapi, current);
  return () => {
    restrictDatabase(strapi, schema, current);
    restrictDocuments(strapi, schema, current);
    host.contentAPI.restrictable = createRestrictable(strapi, readContent);
  };
}
