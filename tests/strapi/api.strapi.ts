import { describeApi } from '../api/api-suite';
import { startStrapiHost } from '../support/strapi-host';

describe('the API in Strapi', () => {
  describeApi(startStrapiHost);
});
