/** The entry point: the plugin's server half, as a host loads it. */
export { default, type ServerPlugin } from './server';
export type { CalledBy, ListOptions, Token, TokensService } from './server/tokens-service';
