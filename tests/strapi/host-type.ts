/** A Strapi application is a host of the plugin. Compiles, or does not; test:strapi does it in the Strapi app, where its types are. */
import type { Core } from '@strapi/strapi';
import type { TokensService } from './node_modules/strapi-plugin-api-tokens/dist/strapi-server';
import type { Host } from './node_modules/strapi-plugin-api-tokens/dist/server/host';

export const asHost = (strapi: Core.Strapi): Host => strapi;

/** The service for the project's own code, as the documentation shows it. */
export const tokensOf = (strapi: Core.Strapi): TokensService => strapi.plugin('api-tokens').service('tokens');
