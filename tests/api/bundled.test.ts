import { startBundledHost } from '../support/api-host';
import { dialectsUnderTest } from '../support/database';
import { describeApi } from './api-suite';

describe.each(dialectsUnderTest())('the API in the bundled CMS on %s', (dialect) => {
  describeApi(() => startBundledHost(dialect));
});
