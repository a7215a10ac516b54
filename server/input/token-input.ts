import { boolean, mixed, number, object, string } from 'yup';
import type { CreateAdminToken, CreateApiToken, RegenerateToken, UpdateAdminToken, UpdateApiToken } from '../contract';
import { BadRequestError, ValidationError } from '../errors';
import { normalizeRange } from '../token/addresses';
import { list, record, validate } from './validate';

/** The durations that a token can be given, in milliseconds: 7, 30 and 90 days. */
export const LIFESPANS = [604_800_000, 2_592_000_000, 7_776_000_000] as const;

/** How long a replaced key may be accepted at most (milliseconds): 7 days. */
const MAX_OVERLAP_MS = 604_800_000;

/** The types of content-API token. */
export const TOKEN_TYPES = ['read-only', 'full-access', 'custom'] as const;

const notALifespan = `lifespan must be one of the following values: ${LIFESPANS.join(', ')}`;

/** The longest name (characters); databases keep it in 255. */
const MAX_NAME_LENGTH = 255;
const MAX_DESCRIPTION_LENGTH = 10_000;
/** The maximum length of an action's parameters as text (characters). */
const MAX_PARAMETERS_LENGTH = 1000;
/** The maximum number of permissions of a token: more than any CMS has actions. */
const MAX_PERMISSIONS = 3000;
/** The maximum number of fields, or locales, of one permission. */
const MAX_FIELDS = 1000;
const MAX_CONDITIONS = 100;
/** The maximum number of addresses and ranges of a token, which are compared one by one. */
const MAX_ADDRESSES = 100;
/** The maximum number of kinds of property; Strapi has two, `fields` and `locales`. */
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

/** A date and time as in RFC 3339, or a date, which means midnight in UTC. */
const DATE = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;
const expiresAt = () => text(40).nullable().test('date', '${path} must be an ISO 8601 date such as 2030-01-31T12:00:00Z', (value) =>
  value === undefined || value === null || isDate(value));
const enabled = () => boolean().typeError('${path} must be a `boolean` type').nonNullable('${path} must be a `boolean` type');

/** Their content is checked later, against the host's content types. */
const restrictions = () => mixed().nullable();

/** Longer than any address with a prefix (characters). */
const MAX_RANGE_LENGTH = 60;
const range = text(MAX_RANGE_LENGTH).required().test('range', (value, context) => {
  const normalized = normalizeRange(value ?? '');
  return 'range' in normalized || context.createError({ message: `\${path} ${normalized.problem}` });
});
const allowedAddresses = () => list(range, MAX_ADDRESSES).nullable()
  .min(1, '${path} must have at least 1 item. To allow all addresses, use null');

const MAX_RATE = 1_000_000;
const MAX_WINDOW = 86_400;
const wholeNumber = (what: string, max: number) => {
  const message = `\${path} must be ${what} from 1 to ${max}`;
  return number().typeError(message).required(message).integer(message).min(1, message).max(max, message);
};
const rateLimit = () => object({
  limit: wholeNumber('a whole number', MAX_RATE), window: wholeNumber('a whole number of seconds', MAX_WINDOW),
}).typeError('${path} must be an `object` type').noUnknown().nullable().default(undefined);

const basedOn = () => text(40).test('date', '${path} must be a date in the form of `updatedAt`', (value) =>
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
  expiresAt: expiresAt(),
  allowedAddresses: allowedAddresses(),
  rateLimit: rateLimit(),
};
const change = {
  basedOn: basedOn(), name: name(), description: description(), expiresAt: expiresAt(), enabled: enabled(), allowedAddresses: allowedAddresses(),
  rateLimit: rateLimit(),
};

/** The rules for the fields of a token, for declarations outside of requests. */
export const tokenFields = { name, description, type, permissions, expiresAt, allowedAddresses, rateLimit, restrictions, adminPermissions };

const createApiTokenSchema = body({ ...creation, type: type(), permissions: permissions(), restrictions: restrictions() }).noUnknown();
const updateApiTokenSchema = body({ ...change, type: type(), permissions: permissions(), restrictions: restrictions() }).noUnknown();
const createAdminTokenSchema = body({ ...creation, adminPermissions: adminPermissions() }).noUnknown();
const updateAdminTokenSchema = body({ ...change, adminPermissions: adminPermissions() }).noUnknown();
const notADuration = `keepPreviousFor must be a whole number of milliseconds from 0 to ${MAX_OVERLAP_MS}`;
const regenerateSchema = body({
  keepPreviousFor: number().typeError(notADuration).nonNullable(notADuration).integer(notADuration).min(0, notADuration).max(MAX_OVERLAP_MS, notADuration),
}).noUnknown();

/** The schemas of requests, by their names in the contract. */
export const requestSchemas = {
  CreateApiToken: createApiTokenSchema,
  UpdateApiToken: updateApiTokenSchema,
  CreateAdminToken: createAdminTokenSchema,
  UpdateAdminToken: updateAdminTokenSchema,
  RegenerateToken: regenerateSchema,
};

/**
 * The body of POST /api-tokens, with name and description trimmed and the type filled in.
 * @throws {ValidationError}
 */
export function readCreateApiToken(input: unknown): CreateApiToken['Request'] & { type: NonNullable<CreateApiToken['Request']['type']> } {
  const request = validate(createApiTokenSchema, trimmed(input)) as CreateApiToken['Request'];
  assertOneEnd(request);
  return { ...canonical(request), type: request.type ?? 'read-only' };
}

/**
 * The body of PUT /api-tokens/:id.
 * @throws {ValidationError}
 */
export function readUpdateApiToken(input: unknown): UpdateApiToken['Request'] {
  return canonical(validate(updateApiTokenSchema, trimmed(input)) as UpdateApiToken['Request']);
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
  const request = validate(createAdminTokenSchema, given) as CreateAdminToken['Request'];
  assertOneEnd(request);
  return canonical(request);
}

/**
 * The body of PUT /admin-tokens/:id.
 * @throws {ValidationError}
 */
export function readUpdateAdminToken(input: unknown): UpdateAdminToken['Request'] {
  return canonical(validate(updateAdminTokenSchema, trimmed(input)) as UpdateAdminToken['Request']);
}

/**
 * The body of POST /:id/regenerate, which is optional.
 * @throws {ValidationError}
 */
export function readRegenerate(input: unknown): RegenerateToken['Request'] {
  return validate(regenerateSchema, input ?? {}) as RegenerateToken['Request'];
}

function canonical<Request extends { allowedAddresses?: string[] | null }>(request: Request): Request {
  return request.allowedAddresses ? { ...request, allowedAddresses: canonicalRanges(request.allowedAddresses) } : request;
}

/** Validated addresses and ranges in canonical form, each once. */
export function canonicalRanges(ranges: readonly string[] | null): string[] | null {
  return ranges && [...new Set(ranges.map((text) => (normalizeRange(text) as { range: string }).range))];
}

/** @throws {ValidationError} */
function assertOneEnd(request: object): void {
  if ('lifespan' in request && 'expiresAt' in request) throw new ValidationError('Give either lifespan or expiresAt, not both');
}

/** Whether a text is a date that exists in the calendar. */
export function isDate(value: string): boolean {
  const [, day] = DATE.exec(value) ?? [];
  return day !== undefined && !Number.isNaN(Date.parse(value)) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

function isSmall(value: unknown): boolean {
  try {
    return JSON.stringify(value ?? null).length <= MAX_PARAMETERS_LENGTH;
  } catch {
    // Nested too deeply to be serialized at all.
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
