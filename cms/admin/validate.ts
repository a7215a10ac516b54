import * as yup from 'yup';
import { type InputIssue, maxIssues, ValidationError } from '../errors';
import { parseId } from './record-id';

/** Fields that may contain a secret; `userInfo` contains a registration's password. */
const secretFields = new Set(['password', 'currentPassword', 'registrationToken', 'userInfo']);
const unstorable = /\0|\p{Surrogate}/u;
/** Values longer than this are not repeated in the issue that they cause (characters). */
const longestEcho = 255;
/** Messages of issues are truncated to this length, since they may repeat what was sent (characters). */
const longestMessage = 500;

/** A text that every database can store, of at most `max` characters. */
const storable = (max: number) => yup.string().max(max).test(
  'storable',
  '${path} contains a character that cannot be stored',
  (value) => typeof value !== 'string' || value.length > max || !unstorable.test(value),
);

/** A text of one line: at most 255 characters. */
export const text = () => storable(255);

/** A text of some paragraphs. */
export const longText = () => storable(10_000);

/** A text that is not blank. */
export const filledText = () => text().min(1).matches(/\S/, { message: '${path} must not be blank', excludeEmptyString: true });

/** An e-mail address. */
export const email = () => text().min(1).email();

/** A new password: Strapi's rules, and an upper bound, since hashing time grows with the length. */
export const newPassword = () => text().min(8)
  .matches(/[a-z]/, '${path} must contain at least one lowercase character')
  .matches(/[A-Z]/, '${path} must contain at least one uppercase character')
  .matches(/\d/, '${path} must contain at least one number');

/**
 * A list of at most `max` items. yup's own validates every item of a list however long, and takes quadratic time to report issues; here the
 * length is checked first, and items only until there are enough issues.
 */
export function list<Item>(item: yup.Schema<Item>, max: number): yup.ArraySchema<Item[] | undefined, yup.AnyObject> {
  return yup.array().max(max, `\${path} must have at most ${max} items`)
    .test('items', (values: unknown[] | null | undefined, { path }) =>
      !values || values.length > max || checkItems(values, item, path)) as yup.ArraySchema<Item[] | undefined, yup.AnyObject>;
}

function checkItems(values: unknown[], item: yup.Schema, path: string): true | yup.ValidationError {
  const issues: yup.ValidationError[] = [];
  for (const [index, value] of values.entries()) {
    try {
      // yup takes the path as an option, though its types do not say so.
      item.validateSync(value, { strict: true, abortEarly: false, path: `${path}[${index}]` } as object);
    } catch (error) {
      if (!(error instanceof yup.ValidationError)) throw error;
      issues.push(...leavesOf(error).slice(0, maxIssues));
      if (issues.length >= maxIssues) break;
    }
  }
  return issues.length === 0 || new yup.ValidationError(issues);
}

/** The roles of a user, or the records of a batch: at most this many. */
const mostIds = 1000;

/** A list of record ids, of at most a thousand. */
export const idList = () => list(
  yup.mixed<number | string>().required().test('id', '${path} must be an id', (value) => parseId(value) !== undefined),
  mostIds,
);

/** A schema whose fields are all optional, but which requires at least one of them. */
export function requireChange<Schema extends yup.AnyObjectSchema>(schema: Schema): Schema {
  return schema.test('changes', 'The request changes nothing', (value) => Object.keys(value ?? {}).length > 0) as Schema;
}

/**
 * Returns `input` if it matches the schema; nothing is converted.
 * @throws {ValidationError} with an issue per broken rule, {@link maxIssues} at most, without long values and those of secrets
 */
export async function validate<Schema extends yup.AnyObjectSchema>(schema: Schema, input: unknown): Promise<yup.InferType<Schema>> {
  try {
    return await schema.required('The request needs a body').validate(input, { strict: true, abortEarly: false });
  } catch (error) {
    if (!(error instanceof yup.ValidationError)) throw error;
    throw ValidationError.of(leavesOf(error).slice(0, maxIssues).map(toIssue));
  }
}

function leavesOf(error: yup.ValidationError): yup.ValidationError[] {
  return error.inner.length > 0 ? error.inner : [error];
}

function toIssue({ path: given = '', type, params, message, value }: yup.ValidationError): InputIssue {
  // `permissions[0].action` → permissions, 0, action
  const path = shorten(given, longestEcho).split(/[.[\]"]+/).filter((part) => part !== '');
  // yup's own message repeats the value.
  const said = type === 'typeError' ? `${given || 'this'} must be a \`${String(params?.['type'])}\` type` : message;
  const isSecret = path.some((part) => secretFields.has(part));
  const isShort = value === null || (typeof value !== 'object' && String(value).length <= longestEcho);
  return { path, message: shorten(said, longestMessage), name: 'ValidationError', ...(isShort && !isSecret ? { value } : {}) };
}

function shorten(whole: string, length: number): string {
  return whole.length > length ? `${whole.slice(0, length)}…` : whole;
}
