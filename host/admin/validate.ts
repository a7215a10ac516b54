import * as yup from 'yup';
import { type InputIssue, ValidationError } from '../errors';
import { parseId } from './record-id';

const secretFields = new Set(['password', 'currentPassword', 'registrationToken']);
const unstorable = /\0|\p{Surrogate}/u;

/** A text that every database can store, of at most `max` characters. */
const storable = (max: number) => yup.string().max(max).test(
  'storable',
  '${path} contains a character that cannot be stored',
  (value) => typeof value !== 'string' || !unstorable.test(value),
);

/** A text of one line: at most 255 characters. */
export const text = () => storable(255);

/** A text of some paragraphs. */
export const longText = () => storable(10_000);

/** A text that is more than blanks. */
export const filledText = () => text().min(1).matches(/\S/, { message: '${path} must not be blank', excludeEmptyString: true });

/** An e-mail address. */
export const email = () => text().min(1).email();

/** A new password, by Strapi's rules and with an upper bound, since hashing takes longer the longer it is. */
export const newPassword = () => text().min(8)
  .matches(/[a-z]/, '${path} must contain at least one lowercase character')
  .matches(/[A-Z]/, '${path} must contain at least one uppercase character')
  .matches(/\d/, '${path} must contain at least one number');

/** A list of record ids. */
export const idList = () => yup.array().of(
  yup.mixed<number | string>().test('id', '${path} must be an id', (value) => parseId(value) !== undefined),
);

/** A schema whose fields are all optional, made to ask for at least one of them. */
export function requireChange<Schema extends yup.AnyObjectSchema>(schema: Schema): Schema {
  return schema.test('changes', 'The request changes nothing', (value) => Object.keys(value ?? {}).length > 0) as Schema;
}

/**
 * `input`, if it is as the schema says; nothing is converted.
 * @throws {ValidationError} with an issue per broken rule, without the values of secrets
 */
export async function validate<Schema extends yup.AnyObjectSchema>(schema: Schema, input: unknown): Promise<yup.InferType<Schema>> {
  try {
    return await schema.required('The request needs a body').validate(input, { strict: true, abortEarly: false });
  } catch (error) {
    if (!(error instanceof yup.ValidationError)) throw error;
    throw ValidationError.of((error.inner.length > 0 ? error.inner : [error]).map(toIssue));
  }
}

function toIssue(error: yup.ValidationError): InputIssue {
  // `permissions[0].action` → permissions, 0, action
  const path = (error.path ?? '').split(/[.[\]"]+/).filter((part) => part !== '');
  const { value } = error;
  const isShown = !secretFields.has(path.at(-1) ?? '') && (value === null || typeof value !== 'object');
  return { path, message: error.message, name: 'ValidationError', ...(isShown ? { value } : {}) };
}
