/** A Strapi application is a host of the plugin. Compiles, or does not; test:strapi does it in the Strapi app, where its types are. */
import type { Core } from '@strapi/strapi';
import type { Host } from './node_modules/strapi-plugin-api-tokens/dist/server/host';

export const asHost = (strapi: Core.Strapi): Host => strapi;
