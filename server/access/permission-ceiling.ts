import { isDeepStrictEqual } from 'node:util';
import type { AdminPermission } from './admin-permission';

/** Permissions that nothing may exceed; `'all'` for a super admin, who may do everything. */
export type Ceiling = readonly AdminPermission[] | 'all';

type Properties = Record<string, unknown>;

/**
 * What of `permissions` lies below `ceiling`: what an admin token may do at this moment. Every part of the ceiling that covers
 * the same action and subject gives a permission of its own, with the fields that both have and with the conditions of the
 * ceiling; fields and conditions of different parts are never mixed, since that would give more than either.
 */
export function effectivePermissions(permissions: readonly AdminPermission[], ceiling: Ceiling): AdminPermission[] {
  if (ceiling === 'all') {
    return permissions.map((permission) => ({ ...permission, properties: limitsOf(permission.properties), conditions: [] }));
  }
  return permissions.flatMap((permission) =>
    partsFor(permission, ceiling).flatMap((part) => {
      const properties = intersectProperties(permission.properties, part.properties);
      return properties === null ? [] : [{ ...permission, properties, conditions: part.conditions ?? [] }];
    }));
}

/**
 * The labels, `<action>[ on <subject>]`, of those `permissions` that do not wholly lie below `ceiling`. Conditions do not count:
 * those of the ceiling always apply (see {@link effectivePermissions}).
 */
export function exceedingPermissions(permissions: readonly AdminPermission[], ceiling: Ceiling): string[] {
  if (ceiling === 'all') return [];
  return permissions.filter((permission) => !isCovered(permission, partsFor(permission, ceiling))).map(labelOf);
}

/**
 * The conditions that a permission has to carry under a ceiling: none where any part of the ceiling that covers it has none,
 * otherwise those of all such parts (Strapi's rule).
 */
export function inheritedConditions(permission: AdminPermission, ceiling: Ceiling): string[] {
  if (ceiling === 'all') return [];
  const parts = partsFor(permission, ceiling);
  if (parts.some(isUnconditional)) return [];
  return [...new Set(parts.flatMap((part) => part.conditions ?? []))];
}

/**
 * What a stored token permission has to become under its owner's present ceiling: null where nothing of it is left, the same
 * object where it may stay as it is.
 */
export function cutToCeiling(permission: AdminPermission, ceiling: Ceiling): AdminPermission | null {
  if (ceiling === 'all') return permission;
  const kept = partsFor(permission, ceiling)
    .map((part) => intersectProperties(permission.properties, part.properties))
    .filter((properties) => properties !== null);
  if (kept.length === 0) return null;
  const cut = {
    ...permission,
    properties: kept.reduce(uniteProperties),
    conditions: inheritedConditions(permission, ceiling),
  };
  const same = isDeepStrictEqual(cut.conditions, permission.conditions ?? [])
    && isDeepStrictEqual(cut.properties, limitsOf(permission.properties));
  return same ? permission : cut;
}

function partsFor(permission: AdminPermission, ceiling: readonly AdminPermission[]): AdminPermission[] {
  return ceiling.filter((part) =>
    part.action === permission.action
    && (part.subject ?? null) === (permission.subject ?? null)
    && isDeepStrictEqual(part.actionParameters ?? {}, permission.actionParameters ?? {})
    && !opensNothing(part));
}

/** A role's empty list of fields (or locales …) stands for none of them, unlike a token's. */
function opensNothing({ properties }: AdminPermission): boolean {
  return Object.values(properties ?? {}).some((limit) => Array.isArray(limit) && limit.length === 0);
}

function isUnconditional(permission: AdminPermission): boolean {
  return (permission.conditions ?? []).length === 0;
}

/** Several parts may cover a list of fields together, but each field must be covered, with all else, by one of them. */
function isCovered({ properties }: AdminPermission, parts: AdminPermission[]): boolean {
  const { fields, ...others } = (properties ?? {}) as Properties;
  const asked: Properties[] = isUnlimited(fields) || !Array.isArray(fields)
    ? [{ ...others, fields }]
    : fields.map((field) => ({ ...others, fields: [field] }));
  return asked.every((wanted) => parts.some((part) =>
    Object.entries(part.properties ?? {}).every(([name, allowed]) => isWithin(wanted[name], allowed))));
}

/** A token's list of fields (or locales …) that is missing, null or empty stands for all of them. */
function isUnlimited(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function isWithin(asked: unknown, allowed: unknown): boolean {
  if (isUnlimited(allowed)) return true;
  if (isUnlimited(asked)) return false;
  if (!Array.isArray(asked) || !Array.isArray(allowed)) return isDeepStrictEqual(asked, allowed);
  return asked.every((field) => allowed.some((other) => covers(other, field)));
}

/** `seo` covers `seo.title`: a component's name stands for all of its fields. */
function covers(wide: unknown, narrow: unknown): boolean {
  return wide === narrow || (typeof wide === 'string' && typeof narrow === 'string' && narrow.startsWith(`${wide}.`));
}

/** Properties without those that limit nothing. */
function limitsOf(properties: AdminPermission['properties']): Properties {
  return Object.fromEntries(Object.entries(properties ?? {}).filter(([, value]) => !isUnlimited(value)));
}

/** What two sets of properties both allow; null where they have nothing in common. */
function intersectProperties(a: AdminPermission['properties'], b: AdminPermission['properties']): Properties | null {
  const both = limitsOf(a);
  for (const [name, limit] of Object.entries(limitsOf(b))) {
    const value = name in both ? intersect(both[name], limit) : limit;
    if (value === null) return null;
    both[name] = value;
  }
  return both;
}

function intersect(a: unknown, b: unknown): unknown {
  if (!Array.isArray(a) || !Array.isArray(b)) return isDeepStrictEqual(a, b) ? a : null;
  const common = [
    ...a.filter((field) => b.some((other) => covers(other, field))),
    ...b.filter((field) => !a.includes(field) && a.some((other) => covers(other, field))),
  ];
  return common.length === 0 ? null : common;
}

/** What either of two sets of properties allows, list by list. */
function uniteProperties(a: Properties, b: Properties): Properties {
  const either: Properties = {};
  for (const name of Object.keys(a)) {
    if (!(name in b)) continue;
    either[name] = Array.isArray(a[name]) && Array.isArray(b[name]) ? [...new Set([...a[name], ...b[name]])] : a[name];
  }
  return either;
}

function labelOf({ action, subject }: AdminPermission): string {
  return subject ? `${action} on ${subject}` : action;
}
