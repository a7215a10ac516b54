import * as yup from 'yup';
import type { AdminPermission } from '../../server/host';
import type { ContentType } from '../content-type';
import type { Action } from './action-provider';
import type { PermissionService } from './permission-service';
import { list, text, validate } from './validate';

/** Permissions of a role: more than any CMS has actions. */
const mostPermissions = 3000;
const mostFields = 1000;
const mostConditions = 100;

/** The body of PUT `/admin/roles/:id/permissions`. */
interface PermissionInput {
  action: string;
  actionParameters?: Record<string, unknown> | null;
  subject?: string | null;
  properties?: { fields?: string[] | null; [property: string]: unknown };
  conditions?: string[];
}

/**
 * The permissions of a request's body `{ permissions: […] }`, with defaults filled in.
 * @throws {ValidationError} if an action, subject, property, field or condition does not exist, or is repeated
 */
export async function parsePermissions(
  input: unknown, permissions: PermissionService, contentTypes: Record<string, ContentType>,
): Promise<AdminPermission[]> {
  const body = await validate(createSchema(permissions, contentTypes), input);
  return (body.permissions as PermissionInput[]).map(({ action, actionParameters, subject, properties, conditions }) => ({
    action,
    actionParameters: actionParameters ?? {},
    subject: subject ?? null,
    properties: Object.fromEntries(Object.entries(properties ?? {}).filter(([, value]) => value !== null)),
    conditions: [...new Set(conditions ?? [])],
  }));
}

function createSchema({ actionProvider, conditionProvider }: PermissionService, contentTypes: Record<string, ContentType>) {
  const actionOf = (context: yup.TestContext): Action | undefined => actionProvider.get(String(context.parent?.action));

  const action = text().required()
    .test('exists', '${path} is not an existing permission action', (value) => actionProvider.get(value) !== undefined);

  const subject = text().nullable().test('fits', 'Invalid subject submitted', (value, context) => {
    const subjects = actionOf(context)?.subjects;
    return subjects === undefined ? value === null || value === undefined : typeof value === 'string' && subjects.includes(value);
  });

  // No list of fields means all of them; an empty list would be ambiguous, so it is rejected.
  const fields = list(text().required(), mostFields).nullable().min(1);

  const properties = yup.object({ fields })
    .test('fit', 'Invalid property set at ${path}', (value, context) => {
      const applicable = actionOf(context)?.options.applyToProperties ?? [];
      return Object.keys(value ?? {}).every((name) => applicable.includes(name));
    })
    .test('lists', '${path} must contain lists of strings', (value) => Object.values(value ?? {}).every(isListOfTexts))
    .test('fields', '${path} has fields that do not exist', (value, context) => {
      const attributes = contentTypes[String(context.parent?.subject)]?.attributes ?? {};
      const names: unknown = value?.fields;
      return !Array.isArray(names) || names.every((name) => Object.hasOwn(attributes, String(name).split('.')[0]!));
    });

  const conditions = list(text().required(), mostConditions)
    .test('exist', '${path} contains conditions that do not exist', (value) =>
      !Array.isArray(value) || value.every((name) => conditionProvider.get(name) !== undefined));

  const permission = yup.object({
    action, subject, properties, conditions, actionParameters: yup.object().nullable().test('size', '${path} is too large', isSmall),
  }).noUnknown().required();

  return yup.object({
    permissions: list(permission, mostPermissions).required()
      .test('distinct', 'Some permissions are duplicated (same action and subject)', (value) => areDistinct(value)),
  }).noUnknown();
}

function isListOfTexts(value: unknown): boolean {
  return value === null || value === undefined
    || (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && item.length <= 255));
}

function isSmall(value: unknown): boolean {
  return JSON.stringify(value ?? {}).length <= 1000;
}

function areDistinct(value: unknown): boolean {
  if (!Array.isArray(value) || value.length > mostPermissions) return true;
  const keys = value.map((permission) => JSON.stringify([permission?.action, permission?.subject ?? null]));
  return new Set(keys).size === keys.length;
}
