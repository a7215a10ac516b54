import { type AnyObjectSchema, type AnySchema, array, type InferType, object, type TestContext, ValidationError as YupError } from 'yup';
import { type InputIssue, MAX_ISSUES, ValidationError } from '../errors';

/** Values longer than this are not repeated in the issue that they cause (characters). */
const MAX_ECHO_LENGTH = 255;
/** Messages of issues are truncated to this length, since they may repeat what was sent (characters). */
const MAX_MESSAGE_LENGTH = 500;

/**
 * Validates a body against a schema, without converting anything, and returns it typed.
 * @throws {ValidationError} with one issue per broken rule, {@link MAX_ISSUES} at most; several are counted in the message, as Strapi does
 */
export function validate<Schema extends AnyObjectSchema>(schema: Schema, body: unknown): InferType<Schema> {
  try {
    return schema.validateSync(body, { strict: true, abortEarly: false });
  } catch (error) {
    if (!(error instanceof YupError)) throw error;
    // One rule per value: a value of the wrong type breaks the others as well.
    const byPath = new Map<string, YupError>();
    for (const broken of leavesOf(error)) if (!byPath.has(broken.path ?? '')) byPath.set(broken.path ?? '', broken);
    throw ValidationError.of([...byPath.values()].slice(0, MAX_ISSUES).map(toIssue));
  }
}

/**
 * A list of at most `max` items. yup's own validates every item of a list however long, and takes quadratic time to report issues; here the
 * length is checked first, and items only until there are enough issues.
 */
export function list(item: AnySchema, max: number) {
  return array().typeError('${path} must be an `array` type').max(max, '${path} must have at most ${max} items')
    .test('items', (values: unknown[] | null | undefined, context) =>
      !values || values.length > max || checkEach(values.map((value, index) => [`[${index}]`, value]), item, context));
}

/** An object of at most `max` properties with any names, each validated by `item`. */
export function record(item: AnySchema, max: number) {
  return object().typeError('${path} must be an `object` type')
    .test('size', `\${path} must have at most ${max} properties`, (value) => !value || Object.keys(value).length <= max)
    .test('properties', (value, context) => {
      const entries = Object.entries(value ?? {});
      return entries.length > max || checkEach(entries.map(([name, each]) => [`.${name}`, each]), item, context);
    });
}

function checkEach(entries: Array<[step: string, value: unknown]>, item: AnySchema, { path }: TestContext): true | YupError {
  const issues: YupError[] = [];
  for (const [step, value] of entries) {
    try {
      // yup takes the path as an option, though its types do not say so.
      item.validateSync(value, { strict: true, abortEarly: false, path: `${path}${step}` } as object);
    } catch (error) {
      if (!(error instanceof YupError)) throw error;
      issues.push(...leavesOf(error).slice(0, MAX_ISSUES));
      if (issues.length >= MAX_ISSUES) break;
    }
  }
  return issues.length === 0 || new YupError(issues);
}

function leavesOf(error: YupError): YupError[] {
  return error.inner.length > 0 ? error.inner : [error];
}

function toIssue({ path, errors, value }: YupError): InputIssue {
  const short = typeof value !== 'object' && String(value).length <= MAX_ECHO_LENGTH;
  return {
    path: shorten(path ?? '', MAX_ECHO_LENGTH).split(/[.[\]]+/).filter(Boolean),
    message: shorten(errors[0] ?? 'this is invalid', MAX_MESSAGE_LENGTH),
    name: 'ValidationError',
    ...(short || value === null ? { value } : {}),
  };
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
