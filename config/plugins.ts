import type { ConfigFactory } from '../cms/config/env';

/** The plugins that are installed. `resolve` is the folder of a plugin's `strapi-server`, from the root of the CMS. */
const plugins: ConfigFactory = () => ({
  'api-tokens': {
    enabled: true,
    resolve: '.',
  },
});

export default plugins;
