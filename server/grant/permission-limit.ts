import { isDeepStrictEqual } from 'node:util';
import type { AdminPermission } from './admin-permission';

/** The most that may be granted: an owner's own permissions, or those of the token that creates another; `'all'` for a super admin. */
export type PermissionLimit = readonly AdminPermission[] | 'all';

type Properties = Record<string, unknown>;
type Names = 'all' | readonly string[];

/**
 * What a permission's properties allow. Missing, null and empty lists have the same meaning as in Strapi:
 *
 * |           | missing | null | `[]`                                            |
 * |-----------|---------|------|-------------------------------------------------|
 * | `fields`  | all     | all  | none in a role; all in a token, as when missing |
 * | `locales` | none    | all  | none                                            |
 *
 * `locales` only limits localized types: without any locale, a permission still applies to types that are not localized. The meaning of any
 * other property is unknown: owner and token must have the same value.
 */
interface Extent {
  fields: Names;
  locales: Names;
  others: Properties;
}

/**
 * `permissions` within `limit`: what an admin token can currently do. Each permission of the limit for the same action and subject yields a separate
 * permission, with the fields, locales and conditions that both have; different permissions of the limit are never combined, since that would grant
 * more than either.
 */
export function effectivePermissions(permissions: readonly AdminPermission[], limit: PermissionLimit): AdminPermission[] {
  return permissions.flatMap((permission) => {
    const asked = extentOfToken(permission);
    const conditions = permission.conditions ?? [];
    if (limit === 'all') return isNothing(asked) ? [] : [{ ...permission, properties: propertiesOf(asked), conditions }];
    return partsFor(permission, limit).flatMap(({ part, extent }) => {
      const common = intersect(asked, extent);
      const both = intersectConditions(conditions, part.conditions ?? []);
      return common === null || both === null ? [] : [{ ...permission, properties: propertiesOf(common), conditions: both }];
    });
  });
}

/**
 * Labels of the `permissions` that the `limit` does not fully allow: `<action>[ on <subject>]`, followed by ` (fields: …; locales: …)` if only these
 * exceed it. Conditions do not count: those of the limit always apply (see {@link effectivePermissions}).
 */
export function exceedingPermissions(permissions: readonly AdminPermission[], limit: PermissionLimit): string[] {
  if (limit === 'all') return [];
  return permissions.flatMap((permission) => {
    const excess = excessOf(extentOfToken(permission), partsFor(permission, limit).map(({ extent }) => extent));
    return excess === null ? [] : [labelOf(permission) + excess];
  });
}

/**
 * The conditions that a permission must have under a limit: none if any permission of the limit that covers it has none, otherwise those of
 * all such permissions (Strapi's rule).
 */
export function inheritedConditions(permission: AdminPermission, limit: PermissionLimit): string[] {
  if (limit === 'all') return [];
  return eitherConditions(partsFor(permission, limit).map(({ part }) => part));
}

/** Whether the `limit` allows all of `permissions`, conditions included: a conditional permission does not cover an unconditional one. */
export function isWithinLimit(permissions: readonly AdminPermission[], limit: PermissionLimit): boolean {
  return limit === 'all' || permissions.every((permission) => {
    const conditions = permission.conditions ?? [];
    const holding = limit.filter((part) => isUnconditional(part)
      || (conditions.length > 0 && conditions.every((condition) => part.conditions!.includes(condition))));
    return exceedingPermissions([permission], holding).length === 0;
  });
}

/**
 * Whether an action without a subject is granted. A condition applies to a record, of which there is none here, so a conditional permission grants
 * nothing.
 */
export function grants(permissions: readonly AdminPermission[], action: string): boolean {
  return permissions.some((permission) => permission.action === action && isUnconditional(permission));
}

/** A stored token permission, reduced to a limit that has shrunk: null if nothing of it is left, the same object if it can stay as it is. */
export function narrowToLimit(permission: AdminPermission, limit: PermissionLimit): AdminPermission | null {
  if (limit === 'all') return permission;
  const kept = effectivePermissions([permission], limit);
  if (kept.length === 0) return null;
  const narrowed = {
    ...permission,
    properties: propertiesOf(kept.map(extentOfToken).reduce(unite)),
    conditions: eitherConditions(kept),
  };
  const same = isDeepStrictEqual(narrowed.conditions, permission.conditions ?? [])
    && isDeepStrictEqual(narrowed.properties, propertiesOf(extentOfToken(permission)));
  return same ? permission : narrowed;
}

/** A super admin's permissions: fields and locales in their roles limit nothing. */
export function withoutLimits(permissions: readonly AdminPermission[]): AdminPermission[] {
  return permissions.map((permission) => ({ ...permission, properties: permission.subject ? { locales: null } : {} }));
}

/** The permissions of a limit that cover an action on a subject, with what they allow. */
function partsFor(permission: AdminPermission, limit: readonly AdminPermission[]): Array<{ part: AdminPermission; extent: Extent }> {
  return limit
    .filter((part) => part.action === permission.action
      && (part.subject ?? null) === (permission.subject ?? null)
      && isDeepStrictEqual(part.actionParameters ?? {}, permission.actionParameters ?? {}))
    .map((part) => ({ part, extent: extentOf(part) }))
    .filter(({ extent }) => !isNothing(extent));
}

/** What a role's permission allows, or what {@link effectivePermissions} made of a token's. */
function extentOf({ properties }: AdminPermission): Extent {
  const { fields, locales, ...others } = (properties ?? {}) as Properties;
  return { fields: namesOf(fields ?? null), locales: namesOf(locales ?? (locales === null ? null : [])), others };
}

function extentOfToken(permission: AdminPermission): Extent {
  const extent = extentOf(permission);
  const given = permission.properties?.fields;
  return Array.isArray(given) && given.length === 0 ? { ...extent, fields: 'all' } : extent;
}

/** Any value that is neither null nor a list allows nothing. */
function namesOf(value: unknown): Names {
  if (value === null) return 'all';
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}

/** The properties that express an extent, for a role and for a token alike. */
function propertiesOf({ fields, locales, others }: Extent): Properties {
  return {
    ...others,
    ...(fields !== 'all' && { fields }),
    ...(locales === 'all' ? { locales: null } : locales.length > 0 && { locales }),
  };
}

function isNothing({ fields }: Extent): boolean {
  return fields.length === 0;
}

/** What two extents both allow; null if that is nothing. */
function intersect(a: Extent, b: Extent): Extent | null {
  if (!isDeepStrictEqual(a.others, b.others)) return null;
  const fields = commonFields(a.fields, b.fields);
  const localesOfB = new Set(b.locales);
  const locales = a.locales === 'all' ? b.locales : b.locales === 'all' ? a.locales : a.locales.filter((locale) => localesOfB.has(locale));
  return fields.length === 0 ? null : { fields, locales, others: a.others };
}

function commonFields(a: Names, b: Names): Names {
  if (a === 'all' || b === 'all') return a === 'all' ? b : a;
  const [inA, inB] = [new Set(a), new Set(b)];
  return [...a.filter((field) => isNamed(field, inB)), ...b.filter((field) => !inA.has(field) && isNamed(field, inA))];
}

/** Whether `names` contains a field or a component that contains it: `seo` also covers `seo.title`. */
function isNamed(field: string, names: ReadonlySet<string>): boolean {
  for (let end = field.length; end > 0; end = field.lastIndexOf('.', end - 1)) {
    if (names.has(field.slice(0, end))) return true;
  }
  return false;
}

/**
 * What exceeds `parts`, in the form of {@link exceedingPermissions}; null if nothing does, empty if the action itself does. Parts may cover fields
 * and locales together, but each field in each locale must be allowed by one of them.
 */
function excessOf(asked: Extent, parts: Extent[]): string | null {
  const alike = parts
    .filter(({ others }) => isDeepStrictEqual(others, asked.others))
    .map(({ fields, locales }) => ({ fields: fields === 'all' ? fields : new Set(fields), locales }));
  const allFields = asked.fields === 'all';
  const fields = new Set<string>();
  const locales = new Set<string>();
  // Check locales once for all fields that the same parts cover: there may be thousands of both.
  const looked = new Set<string>();
  // One pass for all fields.
  for (const field of asked.fields === 'all' ? [''] : asked.fields) {
    const covering = alike.filter((part) => part.fields === 'all' || (!allFields && isNamed(field, part.fields)));
    if (covering.length === 0) fields.add(field);
    const which = covering.map((part) => alike.indexOf(part)).join();
    if (covering.length === 0 || looked.has(which)) continue;
    looked.add(which);
    for (const locale of missingLocales(asked.locales, covering.map((part) => part.locales))) locales.add(locale);
  }
  if (fields.size === 0 && locales.size === 0) return null;
  const named = [['fields', fields], ['locales', locales]] as const;
  const excess = named.filter(([, names]) => names.size > 0 && !names.has('')).map(([kind, names]) => `${kind}: ${[...names].join(', ')}`);
  return parts.length === 0 || excess.length === 0 ? '' : ` (${excess.join('; ')})`;
}

function missingLocales(asked: Names, allowed: Names[]): readonly string[] {
  if (allowed.includes('all')) return [];
  if (asked === 'all') return ['all'];
  const known = new Set(allowed.flat());
  return asked.filter((locale) => !known.has(locale));
}

/**
 * The conditions under which two permissions both hold. Any one condition is enough, and no condition means always; null if they have none in common,
 * since it cannot be expressed that two conditions must hold at the same time.
 */
function intersectConditions(a: string[], b: string[]): string[] | null {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  const common = a.filter((condition) => b.includes(condition));
  return common.length === 0 ? null : common;
}

/** The conditions under which one of several permissions holds. */
function eitherConditions(permissions: AdminPermission[]): string[] {
  if (permissions.some(isUnconditional)) return [];
  return [...new Set(permissions.flatMap((permission) => permission.conditions ?? []))];
}

function isUnconditional(permission: AdminPermission): boolean {
  return (permission.conditions ?? []).length === 0;
}

/** What at least one of two extents allows, list by list. */
function unite(a: Extent, b: Extent): Extent {
  const either = (left: Names, right: Names): Names => (left === 'all' || right === 'all' ? 'all' : [...new Set([...left, ...right])]);
  return { fields: either(a.fields, b.fields), locales: either(a.locales, b.locales), others: a.others };
}

function labelOf({ action, subject }: AdminPermission): string {
  return subject ? `${action} on ${subject}` : action;
}
