import { describeApi } from '../api/api-suite';
import { dialectsUnderTest } from '../support/database';
import { startStrapiHost } from '../support/hosts/strapi-host';

describe.each(dialectsUnderTest())('the API in Strapi on %s', (dialect) => {
  describeApi(() => startStrapiHost(dialect));
});
