import type { Host } from '../../host';
import { createPreview } from './preview-restricted';
import { createRestrictable } from './restrictable';
import { restrictDatabase } from './restrict-database';
import { restrictDocuments } from './restrict-documents';
import { restrictSelections } from './restrict-selections';
import { createRestrictedRequest, type Strapi } from './restricted-request';

/**
 * Enforces the restrictions of tokens in Strapi, for all code that uses its document service or database during their requests, and declares so in
 * its content API, like a host that enforces them itself. Call it before Strapi starts its GraphQL server; call the returned function once the
 * content types exist.
 */
export function restrictStrapi(host: Host): () => void {
  // A host without these enforces restrictions itself.
  if (host.requestContext === undefined || host.documents === undefined) return () => undefined;
  const strapi = host as unknown as Strapi & Pick<Host, 'config'>;
  const { schema, readContent, current, asRestricted } = createRestrictedRequest(strapi);
  restrictSelections(strapi, current);
  return () => {
    restrictDatabase(strapi, schema, current);
    restrictDocuments(strapi, schema, current);
    host.contentAPI.restrictable = { ...createRestrictable(strapi, readContent), preview: createPreview(strapi, asRestricted) };
  };
}
