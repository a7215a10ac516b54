import type { Context } from 'koa';
import type { ContentCredential } from '../server/admission/credential';
import { PresentedToken } from '../server/admission/presented-token';
import { ValidationError } from '../server/errors';
import { narrowRead, narrowWrite, type Content, type ContentTypeShape, type Query, type Restrictions } from '../server/grant/restrictions';
import { covers } from '../server/grant/scope';
import type { AuthInfo, Restrictable, Strategy } from '../server/host';
import type { KoaChange, KoaContentTypes, KoaQuery } from './koa-content-type';

const CORE_ACTIONS: ReadonlySet<string> = new Set(['find', 'findOne', 'create', 'update', 'delete']);
const CHANGES: ReadonlySet<string> = new Set(['create', 'update', 'delete']);
const ID = 'id';

/** What tokens of an app can be restricted to. An app has neither drafts nor locales. */
export function createRestrictable(contentTypes: KoaContentTypes): Restrictable {
  const types = Object.entries(contentTypes).map(([name, { attributes }]) => [name, { attributes: { ...attributes, [ID]: { type: 'integer', ...attributes[ID], unique: true } } }] as const);
  const content: Content = { types: Object.fromEntries(types), locales: [], defaultLocale: '' };
  return {
    content: () => content,
    isType: (name) => Object.hasOwn(contentTypes, name),
    isAction: (action) => Object.hasOwn(contentTypes, typeOf(action)) && CORE_ACTIONS.has(action.slice(typeOf(action).length + 1)),
    async tryWhere(name, where) {
      const { checkWhere } = contentTypes[name]!;
      const at = `restrictions.types.${name}.where`;
      if (checkWhere === undefined) throw new ValidationError(`${at} cannot be enforced: the app does not support restricting rows of this type`);
      try {
        checkWhere(where);
      } catch (error) {
        throw new ValidationError(`${at}: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  };
}

/** Enforces restrictions in the handlers of an app. */
export interface KoaRestrict {
  /** See `KoaApiTokens.restrict`. */
  restrict(ctx: Context, type: string, query: Query, change?: KoaChange): KoaQuery;
  /** Throws if nothing would enforce the caller's restrictions on these actions: the app no longer has what they name. */
  assertEnforced(auth: AuthInfo, scope: readonly string[]): void;
  /** Throws if a handler of a type's actions responded to a restricted token without calling `restrict`. */
  assertRestricted(ctx: Context, scope: readonly string[]): void;
}

/** See {@link KoaRestrict}; `restrictable` is undefined for an app that declares no types. */
export function createRestrict(restrictable: Restrictable | undefined, strategy: Strategy): KoaRestrict {
  /** The types for which a request's handlers have called `restrict`, by its state: all of them, and those with a change. */
  const asked = new WeakMap<object, { read: Set<string>; changed: Set<string> }>();
  const content = restrictable?.content() as Content | undefined;
  const restrictionsOf = (auth: AuthInfo): Restrictions | null => strategy.restrictionsOf!(auth);

  return {
    restrict(ctx, type, query, change) {
      const auth = ctx.state['auth'] as (AuthInfo & { strategy: unknown }) | undefined;
      if (auth?.strategy !== strategy) throw new TypeError('restrict: call it only in handlers behind tokens.requires(…) of the same createKoaApiTokens.');
      if (content === undefined || !restrictable!.isType(type)) throw new TypeError(`restrict: ${JSON.stringify(type)} is not in the option contentTypes.`);
      const types = asked.get(ctx.state) ?? { read: new Set(), changed: new Set() };
      asked.set(ctx.state, types);
      types.read.add(type);
      if (change !== undefined) types.changed.add(type);
      const restrictions = restrictionsOf(auth);
      if (restrictions === null) return withDefaults(query);
      const credential = PresentedToken.credentialOf(auth.credentials) as ContentCredential;
      const mayFind = (name: string) => covers(credential, `${name}.find`);
      const narrowed = change === undefined
        ? narrowRead(query, type, restrictions, content, mayFind)
        : narrowWrite({ ...change, query }, type, restrictions, content, mayFind);
      if (narrowed.denial !== undefined) throw strategy.toRestricted!(auth, narrowed.denial);
      const asIs = withDefaults(narrowed.query);
      return restrictions.types?.[type]?.read === undefined ? asIs : { ...asIs, fields: columnsOf(asIs.fields, content.types[type]!) };
    },

    assertEnforced(auth, scope) {
      const restrictions = restrictionsOf(auth);
      if (restrictions === null) return;
      const isGone = (name: string) => Object.hasOwn(restrictions.types ?? {}, name) && !restrictable?.isType(name);
      if (restrictable === undefined || scope.some((action) => isGone(typeOf(action)))) throw strategy.toRestricted!(auth, { restriction: 'row' });
    },

    assertRestricted(ctx, scope) {
      if (restrictionsOf(ctx.state['auth']) === null || ctx.status >= 400) return;
      const { read, changed } = asked.get(ctx.state) ?? { read: new Set(), changed: new Set() };
      const isChange = (action: string) => CHANGES.has(action.slice(typeOf(action).length + 1));
      const action = scope.find((each) => restrictable!.isAction(each) && !(isChange(each) ? changed : read).has(typeOf(each)));
      if (action === undefined) return;
      throw new Error(`requires: ${ctx.method} ${ctx.path} was handled for ${action} without calling tokens.restrict(ctx, '${typeOf(action)}', …${isChange(action) ? ', change' : ''}). `
        + 'The response is withheld from restricted tokens.');
    },
  };
}

/** `notes` of `notes.find`. */
function typeOf(action: string): string {
  return action.slice(0, Math.max(0, action.lastIndexOf('.')));
}

/** The fields of a narrowed query that the app has, without `*`; only `id` if none are left. */
function columnsOf(fields: readonly string[], { attributes }: ContentTypeShape): string[] {
  const columns = fields.filter((name) => Object.hasOwn(attributes, name));
  return columns.length > 0 ? columns : [ID];
}

/** Never with an empty list of fields, which many query builders treat as all. */
function withDefaults({ fields, filters, ...query }: Query): KoaQuery {
  const names = [fields].flat().flatMap((each) => (typeof each === 'string' ? each.split(',') : [])).map((name) => name.trim()).filter((name) => name !== '');
  return { ...query, fields: names.length > 0 ? names : ['*'], filters: (filters ?? {}) as Record<string, unknown> };
}
