import type { MayFind } from './restrictions';
import { narrowLocale, narrowShape } from './restricted-shape';
import type { Rules } from './restriction-rules';
import { deny, isLink, isRecord, targetOf, type ContentAttribute, type Query } from './restriction-types';

/** A change of records. */
export interface Change {
  action: 'create' | 'update' | 'delete' | 'publish' | 'unpublish' | 'discardDraft';
  /** As in a read: `status`, `locale`, and what to return. */
  query: Query;
  /** For create and update. */
  data?: unknown;
}

/** What a write may return if drafts are denied. */
const IDS: readonly string[] = Object.freeze(['documentId']) as readonly string[];

/** See `narrowWrite`. */
export function narrowChange({ action, query, data }: Change, uid: string, rules: Rules, mayFind: MayFind): Change {
  const { restrictions: { write, read }, content } = rules;
  const hasDrafts = content.types[uid]?.hasDrafts === true;
  const { status, ...asked } = query;
  if (write !== undefined) {
    if (!hasDrafts || action === 'publish' || action === 'unpublish' || action === 'delete') deny('status', []);
    if (status !== undefined && status !== null && status !== 'draft') deny('status', ['status']);
  }
  const written = write !== undefined ? 'draft' : status;
  const locale = narrowLocale(query['locale'], uid, rules, []);
  if (action === 'create' || action === 'update') narrowData(data, uid, rules, ['data']);
  if ((action === 'delete' || action === 'unpublish') && rules.holdsOthers(uid)) deny('row', []);
  const version = { ...(written === undefined ? {} : { status: written }), ...locale };
  // A draft may not be read, not even in the response to the request that wrote it.
  if (read !== undefined && hasDrafts && written === 'draft') {
    const { fields, populate, ...rest } = asked;
    narrowShape({ fields, populate }, uid, rules, mayFind, [], false);
    return { action, data, query: { ...rest, fields: IDS, ...version } };
  }
  return { action, data, query: { ...narrowShape(asked, uid, rules, mayFind, [], false), ...version } };
}

function narrowData(data: unknown, uid: string, rules: Rules, path: readonly string[]): void {
  // The host reports what is wrong with it.
  if (!isRecord(data)) return;
  const type = rules.content.types[uid];
  for (const [name, value] of Object.entries(data)) {
    const here = [...path, name];
    if (!rules.mayWrite(uid, name)) deny('field', here);
    if (name === 'locale' && value !== undefined) narrowLocale(value, uid, rules, path);
    if (name === 'publishedAt' && rules.restrictions.write !== undefined) deny('status', here);
    if (rules.decidesOthers(uid, name)) deny('row', here);
    const attribute = type !== undefined && Object.hasOwn(type.attributes, name) ? type.attributes[name] : undefined;
    if (attribute !== undefined) checkValue(name, value, attribute, uid, rules, here);
  }
}

function checkValue(name: string, value: unknown, attribute: ContentAttribute, uid: string, rules: Rules, path: readonly string[]): void {
  // An error for a taken value would reveal a row or field that may not be read.
  if (attribute.unique === true || attribute.type === 'uid') {
    if (rules.readable(uid, name) === undefined && rules.limitsFields(uid)) deny('field', path);
    if (rules.readableRowsOf(uid) !== null) deny('row', path);
  }
  if (attribute.type === 'component' || attribute.type === 'dynamiczone') {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (!isRecord(each)) continue;
      const { __component: named, ...inner } = each;
      const component = attribute.component ?? (typeof named === 'string' ? named : undefined);
      if (component !== undefined) narrowData(inner, component, rules, path);
    }
    return;
  }
  if (!isLink(attribute)) return;
  const target = targetOf(attribute);
  const otherSide = attribute.mappedBy ?? attribute.inversedBy;
  // Changing a relation from its other side changes both sides.
  if (target !== undefined && otherSide !== undefined && !rules.mayWrite(target, otherSide)) deny('field', path);
}
