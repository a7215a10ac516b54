import { mixed, object, string } from 'yup';
import type { PreviewRestrictions } from '../contract';
import { validate } from './validate';

const schema = object({
  type: string().typeError('${path} must be a `string` type').nonNullable('${path} must be a `string` type').required().max(255),
  restrictions: mixed().nullable().defined('${path} is a required field'),
}).typeError('this must be an `object` type').required('this must be an `object` type').noUnknown();

/**
 * The body of POST /api-tokens/preview-restrictions. The restrictions themselves are checked later.
 * @throws {ValidationError}
 */
export function readPreview(input: unknown): PreviewRestrictions['Request'] {
  return validate(schema, input) as PreviewRestrictions['Request'];
}
