import type { ContentType } from '../content-type';
import type { Action } from './action-provider';

/** Content types of one kind, and the actions that can be granted on them. */
interface SubjectSection {
  subjects: Array<{ uid: string; label: string; properties: Array<{ label: string; value: string; children: Array<{ label: string; value: string }> }> }>;
  actions: Array<{ label: string; actionId: string; subjects: string[]; applyToProperties: string[] | null }>;
}

/** All actions, grouped as the panel lists them (Strapi's form). */
export interface PermissionSections {
  plugins: Array<{ displayName: string; action: string; subCategory?: string; plugin: string }>;
  settings: Array<{ displayName: string; action: string; category?: string; subCategory?: string }>;
  collectionTypes: SubjectSection;
  singleTypes: SubjectSection;
}

/** Groups `actions`. See {@link PermissionSections}. */
export function toSections(actions: Action[], contentTypes: Record<string, ContentType>): PermissionSections {
  const ofSection = (section: Action['section']) => actions.filter((action) => action.section === section);
  return {
    plugins: ofSection('plugins').map(({ displayName, actionId, subCategory, pluginName }) => ({
      displayName, action: actionId, subCategory, plugin: `plugin::${pluginName}`,
    })),
    settings: ofSection('settings').map(({ displayName, actionId, category, subCategory }) => ({
      displayName, action: actionId, category, subCategory,
    })),
    collectionTypes: toSubjectSection(ofSection('contentTypes'), contentTypes, 'collectionType'),
    singleTypes: toSubjectSection(ofSection('contentTypes'), contentTypes, 'singleType'),
  };
}

function toSubjectSection(actions: Action[], contentTypes: Record<string, ContentType>, kind: ContentType['kind']): SubjectSection {
  const section: SubjectSection = { subjects: [], actions: [] };
  const fieldful = new Set<string>();
  for (const { displayName, actionId, subjects = [], options: { applyToProperties } } of actions) {
    const own = subjects.filter((uid) => contentTypes[uid]?.kind === kind);
    if (own.length === 0) continue;
    section.actions.push({ label: displayName, actionId, subjects: own, applyToProperties });
    for (const uid of own) {
      if (!section.subjects.some((subject) => subject.uid === uid)) {
        section.subjects.push({ uid, label: contentTypes[uid]!.info.singularName, properties: [] });
      }
      if (applyToProperties?.includes('fields')) fieldful.add(uid);
    }
  }
  for (const subject of section.subjects.filter(({ uid }) => fieldful.has(uid))) {
    const children = Object.keys(contentTypes[subject.uid]!.attributes).map((name) => ({ label: name, value: name }));
    subject.properties.push({ label: 'Fields', value: 'fields', children });
  }
  return section;
}
