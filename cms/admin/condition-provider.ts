import type { Id } from '../../server/host';

/** A condition that narrows a permission (Strapi's form). */
export interface Condition {
  /** `admin::is-creator`. */
  id: string;
  displayName: string;
  category: string;
  /** What records must match, as a CASL query; `true` for all and `false` for none of them. */
  handler(user: { id: Id }): Record<string, unknown> | boolean;
}

/** All conditions. */
export interface ConditionProvider {
  keys(): string[];
  values(): Condition[];
  get(id: string): Condition | undefined;
}

const isCreator: Condition = {
  id: 'admin::is-creator',
  displayName: 'Is creator',
  category: 'default',
  handler: (user) => ({ 'createdBy.id': user.id }),
};

/** The conditions of the CMS: Strapi's "is creator". */
export function createConditionProvider(): ConditionProvider {
  const conditions = new Map([[isCreator.id, isCreator]]);
  return {
    keys: () => [...conditions.keys()],
    values: () => [...conditions.values()],
    get: (id) => conditions.get(id),
  };
}
