import { isDeepStrictEqual } from 'node:util';
import type { AdminPermission } from '../../server/host';

type Properties = Record<string, unknown>;

/**
 * Those of `wanted`, as `<action>[ on <subject>]`, that exceed `held`. Each field must be covered by a single held permission for the same
 * action and subject; a missing list of fields means all fields, and the holder's conditions must not be dropped.
 */
export function exceeding(wanted: AdminPermission[], held: AdminPermission[]): string[] {
  return wanted
    .filter((permission) => !isWithin(permission, held.filter((own) => matches(own, permission))))
    .map(({ action, subject }) => (subject ? `${action} on ${subject}` : action));
}

function matches(own: AdminPermission, wanted: AdminPermission): boolean {
  return own.action === wanted.action
    && (own.subject ?? null) === (wanted.subject ?? null)
    && isDeepStrictEqual(own.actionParameters ?? {}, wanted.actionParameters ?? {})
    && hasNoFurtherConditions(own.conditions ?? [], wanted.conditions ?? []);
}

/** More conditions allow more, since any one of them is enough; no condition at all allows the most. */
function hasNoFurtherConditions(own: string[], wanted: string[]): boolean {
  return own.length === 0 || (wanted.length > 0 && wanted.every((condition) => own.includes(condition)));
}

function isWithin(wanted: AdminPermission, held: AdminPermission[]): boolean {
  const { fields, ...others } = (wanted.properties ?? {}) as Properties;
  const parts = Array.isArray(fields) && fields.length > 0 ? fields.map((field) => ({ ...others, fields: [field] })) : [others];
  const limits = held.map(limitsOf);
  return parts.every((part) => limits.some((own) => isNarrower(part, own)));
}

/** The limits of a permission, with its lists as sets: a list of a thousand fields may be searched a thousand times. */
function limitsOf({ properties }: AdminPermission): Array<[name: string, limit: unknown]> {
  return Object.entries(properties ?? {}).map(([name, limit]) => [name, Array.isArray(limit) ? new Set(limit) : limit]);
}

function isNarrower(wanted: Properties, own: Array<[name: string, limit: unknown]>): boolean {
  return own.every(([name, limit]) => {
    const asked = wanted[name];
    if (limit === undefined || limit === null) return true;
    if (!(limit instanceof Set) || !Array.isArray(asked)) return isDeepStrictEqual(asked, limit);
    return asked.length > 0 && asked.every((item) => isNamed(item, limit));
  });
}

/** Whether `names` contains an item or, for a field, a component that contains it: a component's name covers all of its fields. */
function isNamed(item: unknown, names: ReadonlySet<unknown>): boolean {
  if (names.has(item)) return true;
  const field = String(item);
  for (let end = field.lastIndexOf('.'); end > 0; end = field.lastIndexOf('.', end - 1)) if (names.has(field.slice(0, end))) return true;
  return false;
}
