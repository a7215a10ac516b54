import { type AnyObjectSchema, type InferType, ValidationError as YupError } from 'yup';
import { type InputIssue, ValidationError } from '../errors';

/** Values longer than this are not sent back with the issue that they cause (characters). */
const MAX_ECHO_LENGTH = 255;

/**
 * Checks a body against a schema, without converting anything, and gives it back typed.
 * @throws {ValidationError} with one issue per broken rule; several are counted in the message, as Strapi does
 */
export function validate<Schema extends AnyObjectSchema>(schema: Schema, body: unknown): InferType<Schema> {
  try {
    return schema.validateSync(body, { strict: true, abortEarly: false });
  } catch (error) {
    if (!(error instanceof YupError)) throw error;
    const broken = error.inner.length > 0 ? error.inner : [error];
    // One rule per value: what is of the wrong type breaks the others as well.
    const issues = broken.filter(({ path }, index) => broken.findIndex((other) => other.path === path) === index).map(toIssue);
    throw new ValidationError(issues.length === 1 ? issues[0]!.message : `${issues.length} errors occurred`, issues);
  }
}

function toIssue({ path, errors, value }: YupError): InputIssue {
  const short = typeof value !== 'object' && String(value).length <= MAX_ECHO_LENGTH;
  return {
    path: (path ?? '').split(/[.[\]]+/).filter(Boolean),
    message: errors[0] ?? 'this is invalid',
    name: 'ValidationError',
    ...(short || value === null ? { value } : {}),
  };
}
