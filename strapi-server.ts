/** The door: the plugin's server half, as a host loads it. */
export { default } from './server';
