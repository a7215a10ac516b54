/** An attribute of Strapi's models: of its schema, or of its database layer. */
export interface Attribute {
  type: string;
  /** A relation's kind: `oneToMany`, `morphToOne`, … */
  relation?: string;
  /** The uid that a relation refers to; missing for relations to any type. */
  target?: string;
  inversedBy?: string;
  mappedBy?: string;
  /** The uid of a component. */
  component?: string;
  /** The uids of a dynamic zone's components. */
  components?: string[];
  /** For media attributes. */
  multiple?: boolean;
  pluginOptions?: { i18n?: { localized?: boolean } };
}

interface Model {
  modelType?: string;
  kind?: string;
  attributes: Record<string, Attribute>;
  options?: { draftAndPublish?: boolean };
  pluginOptions?: { i18n?: { localized?: boolean } };
}

/** What restrictions need to know of Strapi's models. */
export interface Schema {
  /** The attributes in the database layer, where components and media are relations. */
  stored(uid: string): Record<string, Attribute>;
  /** The attributes as they were declared. */
  declared(uid: string): Record<string, Attribute>;
  isComponent(uid: string): boolean;
  hasDrafts(uid: string): boolean;
  isLocalized(uid: string): boolean;
}

/** The part of a running Strapi that concerns its models. */
export interface StrapiModels {
  getModel(uid: string): Model | undefined;
  db: { metadata: { get(uid: string): { attributes: Record<string, Attribute> } | undefined } };
}

/** The models of a running Strapi. */
export function schemaOf(strapi: StrapiModels): Schema {
  return {
    stored: (uid) => strapi.db.metadata.get(uid)?.attributes ?? {},
    declared: (uid) => strapi.getModel(uid)?.attributes ?? {},
    isComponent: (uid) => strapi.getModel(uid)?.modelType === 'component',
    hasDrafts: (uid) => strapi.getModel(uid)?.options?.draftAndPublish === true,
    isLocalized: (uid) => strapi.getModel(uid)?.pluginOptions?.i18n?.localized === true,
  };
}
