import { mixed, number, object, string } from 'yup';
import type { CreateAdminToken, CreateApiToken, UpdateAdminToken, UpdateApiToken } from '../contract';
import { BadRequestError } from '../errors';
import { list, record, validate } from './validate';

/** The durations that a token can be given, in milliseconds: 7, 30 and 90 days. */
export const LIFESPANS = [604_800_000, 2_592_000_000, 7_776_000_000] as const;

/** The types of content-API token. */
export const TOKEN_TYPES = ['read-only', 'full-access', 'custom'] as const;

const notALifespan = `lifespan must be one of the following values: ${LIFESPANS.join(', ')}`;

/** The longest name (characters); databases keep it in 255. */
const MAX_NAME_LENGTH = 255;
const MAX_DESCRIPTION_LENGTH = 10_000;
/** The longest text that the parameters of an action make (characters). */
const MAX_PARAMETERS_LENGTH = 1000;
/** Permissions of a token: more than any CMS has actions to grant. */
const MAX_PERMISSIONS = 3000;
/** Fields, or locales, of one permission. */
const MAX_FIELDS = 1000;
const MAX_CONDITIONS = 100;
/** Kinds of property; Strapi has two, `fields` and `locales`. */
const MAX_PROPERTIES = 20;

/** Text that every database can store as it is: no NUL, no half of a surrogate pair. */
const text = (maxLength: number) => string()
  .typeError('${path} must be a `string` type')
  .max(maxLength)
  .test('storable', '${path} must be valid text without NUL characters', (value) =>
    value === undefined || value === null || (!value.includes('\0') && value.isWellFormed()));

const body = <Shape extends Record<string, any>>(shape: Shape) =>
  object(shape).typeError('this must be an `object` type').required('this must be an `object` type');

const name = () => text(MAX_NAME_LENGTH).min(1);
const description = () => text(MAX_DESCRIPTION_LENGTH).nullable();
const lifespan = () => number().typeError('lifespan must be a `number` type').nullable().oneOf([...LIFESPANS, null], notALifespan);
const type = () => string().typeError('type must be a `string` type').oneOf(TOKEN_TYPES);
const permissions = () => list(text(255).required(), MAX_PERMISSIONS).nullable();

const basedOn = () => text(40).test('date', '${path} must be a date as `updatedAt` gives it', (value) =>
  value === undefined || /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(value ?? '') && !Number.isNaN(Date.parse(value!)));

const adminPermission = object({
  id: mixed(),
  action: text(255).required(),
  actionParameters: object().typeError('${path} must be an `object` type').nullable().test('small', '${path} is too large', isSmall),
  subject: text(255).min(1).nullable(),
  properties: record(list(text(255).required(), MAX_FIELDS).nullable(), MAX_PROPERTIES).nullable(),
  conditions: list(text(255).required(), MAX_CONDITIONS).nullable(),
}).typeError('${path} must be an `object` type').required().noUnknown();
const adminPermissions = () => list(adminPermission, MAX_PERMISSIONS).nullable();

const creation = {
  name: name().required(),
  description: description(),
  lifespan: lifespan(),
};

const createApiTokenSchema = body({ ...creation, type: type(), permissions: permissions() });
const updateApiTokenSchema = body({ basedOn: basedOn(), name: name(), description: description(), type: type(), permissions: permissions() }).noUnknown();
const createAdminTokenSchema = body({ ...creation, adminPermissions: adminPermissions() });
const updateAdminTokenSchema = body({ basedOn: basedOn(), name: name(), description: description(), adminPermissions: adminPermissions() }).noUnknown();

/**
 * The body of POST /api-tokens, with name and description trimmed and the type filled in. Attributes that are not part of it
 * are left out, as Strapi does.
 * @throws {ValidationError}
 */
export function readCreateApiToken(input: unknown): CreateApiToken['Request'] & { type: NonNullable<CreateApiToken['Request']['type']> } {
  const known = pick(trimmed(input), ['name', 'description', 'type', 'lifespan', 'permissions']);
  const request = validate(createApiTokenSchema, known) as CreateApiToken['Request'];
  return { ...request, type: request.type ?? 'read-only' };
}

/**
 * The body of PUT /api-tokens/:id.
 * @throws {ValidationError}
 */
export function readUpdateApiToken(input: unknown): UpdateApiToken['Request'] {
  return validate(updateApiTokenSchema, trimmed(input)) as UpdateApiToken['Request'];
}

/**
 * The body of POST /admin-tokens.
 * @throws {BadRequestError} for `type` and `permissions`, which only content-API tokens have
 * @throws {ValidationError}
 */
export function readCreateAdminToken(input: unknown): CreateAdminToken['Request'] {
  const given = trimmed(input);
  if (isRecord(given) && given.type !== undefined) throw new BadRequestError('Type is not allowed for admin tokens');
  if (isRecord(given) && given.permissions !== undefined) throw new BadRequestError('Permissions are not allowed for admin tokens');
  const known = pick(given, ['name', 'description', 'lifespan', 'adminPermissions']);
  return validate(createAdminTokenSchema, known) as CreateAdminToken['Request'];
}

/**
 * The body of PUT /admin-tokens/:id.
 * @throws {ValidationError}
 */
export function readUpdateAdminToken(input: unknown): UpdateAdminToken['Request'] {
  return validate(updateAdminTokenSchema, trimmed(input)) as UpdateAdminToken['Request'];
}

function isSmall(value: unknown): boolean {
  try {
    return JSON.stringify(value ?? null).length <= MAX_PARAMETERS_LENGTH;
  } catch {
    // Nested too deeply to be written down at all.
    return false;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function trimmed(input: unknown): unknown {
  if (!isRecord(input)) return input;
  const output = { ...input };
  for (const attribute of ['name', 'description']) {
    if (typeof output[attribute] === 'string') output[attribute] = output[attribute].trim();
  }
  return output;
}

function pick(input: unknown, attributes: string[]): unknown {
  if (!isRecord(input)) return input;
  return Object.fromEntries(attributes.filter((attribute) => attribute in input).map((attribute) => [attribute, input[attribute]]));
}
