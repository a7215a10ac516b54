import type { AdminPermissionInput } from '../contract';
import { type InputIssue, ValidationError } from '../errors';
import { exceedingPermissions, inheritedConditions, type PermissionLimit } from '../grant/permission-limit';
import type { AdminPermission, ContentType, Host } from '../host';
import { shortList } from '../input/short-list';
import { permissionService } from '../owners/permission-service';

/**
 * The permissions to store for a request: known to the host, within all limits, without duplicates, with the conditions of the last limit.
 * @throws {ValidationError}
 */
export type CheckAdminPermissions = (requested: AdminPermissionInput[], limits: PermissionLimit[]) => AdminPermission[];

/** See {@link CheckAdminPermissions}. */
export function createCheckAdminPermissions(host: Pick<Host, 'service' | 'contentTypes'>): CheckAdminPermissions {
  function assertExist(requested: AdminPermissionInput[]): void {
    const { actionProvider, conditionProvider } = permissionService(host);
    const actions = new Set(actionProvider.keys());
    const knownConditions = new Set(conditionProvider.keys());
    assertActionsExist(requested, actions);
    for (const { action, actionParameters, subject, properties, conditions } of requested) {
      const { subjects = [], options } = actionProvider.get(action) ?? {};
      if (Object.keys(actionParameters ?? {}).length > 0) throw new ValidationError(`The action ${action} takes no parameters`);
      const strange = limitsIn(properties).find((property) => !(options?.applyToProperties ?? []).includes(property));
      if (strange !== undefined) throw new ValidationError(`The action ${action} cannot be limited by ${strange.slice(0, 255)}`);
      if (subject ? !subjects.includes(subject) : subjects.length > 0) {
        throw new ValidationError(`The action ${action} does not apply to the subject ${subject ?? 'null'}`);
      }
      const unknownCondition = conditions?.find((condition) => !knownConditions.has(condition));
      if (unknownCondition !== undefined) throw new ValidationError(`Unknown condition: ${unknownCondition}`);
      const attributes = subject ? (host.contentTypes as Record<string, ContentType | undefined>)[subject]?.attributes : undefined;
      const unknownField = attributes && properties?.fields?.find((field) => !Object.hasOwn(attributes, field.split('.')[0]!));
      if (unknownField !== undefined) throw new ValidationError(`Unknown field of ${subject}: ${unknownField}`);
    }
  }

  return function checkAdminPermissions(requested, limits) {
    assertExist(requested);
    const exceeding = [...new Set(limits.flatMap((limit) => exceedingPermissions(requested, limit)))];
    if (exceeding.length > 0) {
      throw new ValidationError(`Cannot assign admin permissions that exceed your own. Exceeding: ${shortList(exceeding)}`);
    }
    const checked = requested.map((permission) => {
      const conditions = inheritedConditions(permission, limits.at(-1)!);
      assertNotChosen(permission, conditions);
      const { action, subject, properties } = permission;
      return { action, actionParameters: {}, subject: subject ?? null, properties: properties ?? {}, conditions };
    });
    // As text, since comparing thousands pairwise takes minutes.
    return [...new Map(checked.map((permission) => [JSON.stringify(permission), permission])).values()];
  };
}

/** The names of the properties that limit something. */
function limitsIn(properties: AdminPermissionInput['properties']): string[] {
  return Object.entries(properties ?? {}).flatMap(([name, values]) => (Array.isArray(values) && values.length > 0 ? [name] : []));
}

/** A condition that cannot be stored is not dropped: the token would be granted more than requested. @throws {ValidationError} */
function assertNotChosen({ action, conditions }: AdminPermissionInput, inherited: string[]): void {
  const asked = new Set(conditions ?? []);
  if (asked.size === 0 || (asked.size === inherited.length && inherited.every((condition) => asked.has(condition)))) return;
  const own = inherited.length === 0 ? 'which has none' : `which are ${shortList(inherited)}`;
  throw new ValidationError(`The conditions of ${action} cannot be chosen: the token gets those of its owner's permission, ${own}`);
}

/** Strapi's wording. */
function assertActionsExist(requested: AdminPermissionInput[], actions: ReadonlySet<string>): void {
  const issues = requested.flatMap(({ action }, index): InputIssue[] => (actions.has(action) ? [] : [{
    path: ['adminPermissions', String(index), 'action'],
    message: 'action is not an existing permission action',
    name: 'ValidationError',
    value: action,
  }]));
  if (issues.length > 0) throw ValidationError.of(issues);
}
