import { isRecord } from '../../grant/restriction-types';
import type { Id } from '../../host';
import type { Attribute, Schema } from './schema';

/** A row that written data names: by its document, in the locale that Strapi connects to, or by its own id. */
export type ConnectedRow = { uid: string; path: string } & ({ documentId: string; locale: string | null } | { id: Id });

/** The row that data is written to. */
export interface WrittenTo {
  uid: string;
  /** The locale of the row; null if its type has none. */
  locale: string | null;
  defaultLocale: string;
}

const FILE = 'plugin::upload.file';

/** Every row that `data` connects, disconnects or uses as a position, including in components and dynamic zones, interpreted as Strapi does. */
export function connectedRows(data: unknown, { uid, locale, defaultLocale }: WrittenTo, schema: Schema): ConnectedRow[] {
  const rows: ConnectedRow[] = [];

  function visit(value: unknown, model: string, path: string): void {
    if (!isRecord(value)) return;
    for (const [name, attribute] of Object.entries(schema.declared(model))) {
      const each = value[name];
      if (each === undefined || each === null) continue;
      const at = path === '' ? name : `${path}.${name}`;
      if (attribute.type === 'component') for (const part of listOf(each)) visit(part, attribute.component!, at);
      else if (attribute.type === 'dynamiczone') for (const part of listOf(each)) visit(part, String((part as any)?.__component), at);
      else if (attribute.type === 'relation' || attribute.type === 'media') addRelation(each, attribute, at);
    }
  }

  function addRelation(value: unknown, attribute: Attribute, path: string): void {
    if (Array.isArray(value)) return value.forEach((each) => addRelation(each, attribute, path));
    if (!isRecord(value)) return addRow(value, undefined, targetOf(attribute), path);
    const { id, documentId, position, set, connect, disconnect } = value as Record<string, any>;
    if (id === undefined && documentId === undefined) return [set, connect, disconnect].forEach((each) => isGiven(each) && addRelation(each, attribute, path));
    const target = targetOf(attribute, value);
    if (documentId !== undefined) addRow(documentId, value['locale'], target, path, true);
    else addRow(id, value['locale'], target, path, false);
    if (!isRecord(position)) return;
    for (const each of [position.before, position.after]) {
      if (isGiven(each)) addRow(each, position['locale'] ?? value['locale'], targetOf(attribute, position) || target, path, documentId !== undefined);
    }
  }

  function addRow(value: unknown, given: unknown, target: string, path: string, isDocument?: boolean): void {
    if (typeof value !== 'string' && typeof value !== 'number') return;
    // A bare value that begins with a digit is an id to Strapi.
    if (!(isDocument ?? Number.isNaN(Number.parseInt(String(value), 10)))) rows.push({ uid: target, path, id: value });
    else rows.push({ uid: target, path, documentId: String(value), locale: localeIn(target, given) });
  }

  function localeIn(target: string, given: unknown): string | null {
    if (!schema.isLocalized(target)) return null;
    if (schema.isLocalized(uid)) return locale;
    return typeof given === 'string' && given !== '' ? given : defaultLocale;
  }

  visit(data, uid, '');
  return rows;
}

function targetOf({ type, target }: Attribute, value?: Record<string, unknown>): string {
  return type === 'media' ? FILE : target ?? String(value?.__type ?? '');
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}
