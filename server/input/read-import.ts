import { boolean, object } from 'yup';
import type { ImportStrapiTokens } from '../contract';
import { validate } from './validate';

const notABoolean = '${path} must be a `boolean` type';
const schema = object({ deleteOriginals: boolean().typeError(notABoolean).nonNullable(notABoolean) })
  .typeError('this must be an `object` type').required('this must be an `object` type').noUnknown();

/**
 * The body of POST /strapi-tokens/import, which is optional.
 * @throws {ValidationError}
 */
export function readImport(input: unknown): ImportStrapiTokens['Request'] {
  return validate(schema, input ?? {}) as ImportStrapiTokens['Request'];
}
