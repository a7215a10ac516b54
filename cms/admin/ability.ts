import { createMongoAbility, type MongoAbility, type RawRuleOf } from '@casl/ability';
import type { AdminPermission, Id } from '../../server/host';
import type { ConditionProvider } from './condition-provider';

type Rule = RawRuleOf<MongoAbility>;

/**
 * The CASL ability for `permissions`. A permission without a subject applies to everything (`all`), as in Strapi; one with several
 * conditions allows what any of them allows. Anything invalid grants nothing: an unknown condition, any condition if there is no user, an
 * empty list of fields.
 */
export function createAbility(permissions: AdminPermission[], conditions: ConditionProvider, user?: { id: Id }): MongoAbility {
  return createMongoAbility(permissions.flatMap((permission) => rulesOf(permission, conditions, user)));
}

function rulesOf(permission: AdminPermission, conditions: ConditionProvider, user?: { id: Id }): Rule[] {
  const fields = permission.properties?.fields ?? undefined;
  if (fields?.length === 0) return [];
  const rule: Rule = { action: permission.action, subject: permission.subject ?? 'all', ...(fields ? { fields } : {}) };
  const names = permission.conditions ?? [];
  if (names.length === 0) return [rule];
  return names.flatMap((name): Rule[] => {
    const query = user === undefined ? false : conditions.get(name)?.handler(user) ?? false;
    if (query === false) return [];
    return [query === true ? rule : { ...rule, conditions: query }];
  });
}

/**
 * Whether an ability allows an action unconditionally, for routes that have no record to check: a permission with conditions, or for one
 * subject only, does not allow a route that checks neither.
 */
export function allowsOutright(ability: MongoAbility, action: string): boolean {
  return ability.rulesFor(action, 'all').some((rule) => !rule.inverted && rule.conditions === undefined);
}
