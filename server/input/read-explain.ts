import { isIP } from 'node:net';
import { object, string } from 'yup';
import type { ExplainToken } from '../contract';
import { validate } from './validate';

const text = (max: number) => string().typeError('${path} must be a `string` type').nonNullable('${path} must be a `string` type').max(max);

const schema = object({
  method: text(20).required().matches(/^[A-Za-z]+$/, '${path} must be an HTTP method such as GET'),
  path: text(2048).required().matches(/^\/[\x21-\x7e]*$/, '${path} must be a path as sent in a request: beginning with a slash, with everything but printable ASCII percent-encoded'),
  address: text(45).test('address', '${path} must be an IPv4 or IPv6 address', (value) => value === undefined || isIP(value) !== 0),
  locale: text(255).min(1),
  status: text(20).oneOf(['draft', 'published']),
}).typeError('this must be an `object` type').required('this must be an `object` type').noUnknown();

/**
 * The body of POST /:kind/:id/explain, with the method in upper case and the path without its query string.
 * @throws {ValidationError}
 */
export function readExplain(input: unknown): ExplainToken['Request'] {
  const request = validate(schema, input) as ExplainToken['Request'];
  return { ...request, method: request.method.toUpperCase(), path: request.path.split(/[?#]/, 1)[0]! };
}
