import { ValidationError } from '../errors';

/** Where an input was: a parameter of the query string, or the body. */
export type InputSource = { source: 'query'; param: string } | { source: 'body' };

const longestEcho = 200;

/** A client's text, short enough to be repeated. */
export function shorten(text: string): string {
  return text.length > longestEcho ? `${text.slice(0, longestEcho)}…` : text;
}

/** 400 for a name that is unknown there, or to this caller. `path` leads to the key and includes it. */
export function invalidKey(key: string, path: string[], source: InputSource): ValidationError {
  const shortPath = shorten(path.join('.'));
  const location = path.length > 1 ? ` at ${shortPath}` : '';
  return new ValidationError(`Invalid key ${shorten(key)}${location}`, { key: shorten(key), path: shortPath, ...source });
}

/** 400 for a malformed parameter. */
export function invalidParameter(param: string, rule: string): ValidationError {
  return new ValidationError(`Invalid parameter ${param}. ${rule}`, { source: 'query', param });
}
