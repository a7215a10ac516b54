import { isDeepStrictEqual } from 'node:util';
import type { AdminPermission } from '../../server/host';

type Properties = Record<string, unknown>;

/**
 * Those of `wanted`, as `<action>[ on <subject>]`, that go beyond what `held` allows. Each field must be covered as a whole by
 * one held permission for the same action and subject; a list of fields that is missing stands for all fields, and conditions
 * that the holder has must not fall away.
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

/** Several conditions widen, since any of them is enough; none at all is the widest. */
function hasNoFurtherConditions(own: string[], wanted: string[]): boolean {
  return own.length === 0 || (wanted.length > 0 && wanted.every((condition) => own.includes(condition)));
}

function isWithin(wanted: AdminPermission, held: AdminPermission[]): boolean {
  const { fields, ...others } = (wanted.properties ?? {}) as Properties;
  const parts = Array.isArray(fields) && fields.length > 0 ? fields.map((field) => ({ ...others, fields: [field] })) : [others];
  return parts.every((part) => held.some((own) => isNarrower(part, (own.properties ?? {}) as Properties)));
}

function isNarrower(wanted: Properties, own: Properties): boolean {
  return Object.entries(own).every(([name, limit]) => {
    const asked = wanted[name];
    if (limit === undefined || limit === null) return true;
    if (!Array.isArray(limit) || !Array.isArray(asked)) return isDeepStrictEqual(asked, limit);
    // A component's name stands for all of its fields.
    return asked.length > 0 && asked.every((item) => limit.some((other) => item === other || `${item}`.startsWith(`${other}.`)));
  });
}
