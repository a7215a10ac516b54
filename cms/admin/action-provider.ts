import type { AdminActionAttributes } from '../../server/host';

/** The attributes of an action (Strapi's). */
export interface ActionAttributes extends Omit<AdminActionAttributes, 'section'> {
  /** The section of the panel that lists it. Actions on content types have `subjects`. */
  section: AdminActionAttributes['section'] | 'contentTypes';
  /** The content types that it may be granted on; missing for an action without a subject. */
  subjects?: string[];
  /** The properties that may narrow it, `fields` for example. */
  options?: { applyToProperties?: string[] | null };
}

/** A registered action. */
export interface Action extends Omit<ActionAttributes, 'uid' | 'options'> {
  /** `admin::users.create`, `plugin::api-tokens.api-tokens.read`. */
  actionId: string;
  options: { applyToProperties: string[] | null };
}

/** All actions of the admin API that roles can grant. */
export interface ActionProvider {
  /** Registers actions. Rejects with an Error if one of them already exists; then none is added. */
  registerMany(actions: ActionAttributes[]): Promise<void>;
  keys(): string[];
  values(): Action[];
  get(actionId: string): Action | undefined;
}

function toAction({ uid, options, ...attributes }: ActionAttributes): Action {
  const prefix = attributes.pluginName === 'admin' ? 'admin::' : `plugin::${attributes.pluginName}.`;
  return {
    ...attributes,
    // Strapi's default, so that a panel can group by it.
    subCategory: attributes.section === 'contentTypes' ? undefined : attributes.subCategory ?? 'general',
    actionId: `${prefix}${uid}`,
    options: { applyToProperties: options?.applyToProperties ?? null },
  };
}

/** An {@link ActionProvider} with the actions `initial`. */
export function createActionProvider(initial: ActionAttributes[]): ActionProvider {
  const actions = new Map<string, Action>();
  register(initial);

  function register(attributes: ActionAttributes[]): void {
    const added = new Map(attributes.map(toAction).map((action) => [action.actionId, action]));
    const taken = [...added.keys()].find((actionId) => actions.has(actionId));
    if (taken !== undefined) throw new Error(`The action ${taken} is already registered`);
    if (added.size < attributes.length) throw new Error('An action is registered twice');
    for (const [actionId, action] of added) actions.set(actionId, action);
  }

  return {
    registerMany: async (attributes) => register(attributes),
    keys: () => [...actions.keys()],
    values: () => [...actions.values()],
    get: (actionId) => actions.get(actionId),
  };
}
