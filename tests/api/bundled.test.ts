import { dialectsUnderTest } from '../support/database';
import { startBundledHost } from '../support/hosts/api-host';
import { describeApi } from './api-suite';

describe.each(dialectsUnderTest())('the API in the bundled CMS on %s', (dialect) => {
  describeApi(() => startBundledHost(dialect));
});
