/** The door: the plugin's server half, as a host loads it. */
export { default } from './server';
export type { CalledBy, ListOptions, Token, TokensService } from './server/tokens-service';
