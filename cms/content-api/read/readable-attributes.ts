import { type Attribute, type ContentType, type RelationAttribute, type ScalarAttribute, systemAttributes } from '../../content-type';

/** Whether the content API has routes for a content type. Those of plugins and of the admin API have none. */
export function isExposed(uid: string): boolean {
  return uid.startsWith('api::');
}

/** Whether an attribute points to other records. */
export function isRelation(attribute: Attribute): attribute is RelationAttribute {
  return attribute.type === 'relation';
}

/** Whether a relation points to any number of records. */
export function isToMany(attribute: RelationAttribute): boolean {
  return attribute.relation !== 'manyToOne';
}

/** The attribute of that name, if the content API exposes it: the type's own and those of every record, but neither private ones nor passwords. */
export function readableAttribute(type: ContentType, name: string): Attribute | undefined {
  // Names come from clients: `constructor` and the like are not attributes.
  if (Object.hasOwn(systemAttributes, name)) return systemAttributes[name as keyof typeof systemAttributes];
  if (!Object.hasOwn(type.attributes, name)) return undefined;
  const attribute = type.attributes[name]!;
  return attribute.private || attribute.type === 'password' ? undefined : attribute;
}

const fieldsOfTypes = new WeakMap<ContentType, readonly string[]>();

/** The names of the scalar attributes that the content API shows, in that order. Computed once per type. */
export function readableFields(type: ContentType): readonly string[] {
  const known = fieldsOfTypes.get(type);
  if (known !== undefined) return known;
  const fields = Object.freeze(listFields(type));
  fieldsOfTypes.set(type, fields);
  return fields;
}

function listFields(type: ContentType): string[] {
  const own = Object.keys(type.attributes).filter((name) => {
    const attribute = readableAttribute(type, name);
    return attribute !== undefined && !isRelation(attribute);
  });
  return ['id', 'documentId', ...own, 'createdAt', 'updatedAt', 'publishedAt'];
}

/** The relations that the content API exposes, by name. */
export function readableRelations(type: ContentType): Array<[name: string, relation: RelationAttribute]> {
  return Object.entries(type.attributes)
    .filter((entry): entry is [string, RelationAttribute] => isRelation(entry[1]) && !entry[1].private);
}

/** The scalar attributes that a body may set (including passwords and private ones, as in Strapi), by name. */
export function writableScalars(type: ContentType): Array<[name: string, attribute: ScalarAttribute]> {
  return Object.entries(type.attributes)
    .filter((entry): entry is [string, ScalarAttribute] => !isRelation(entry[1]) && !Object.hasOwn(systemAttributes, entry[0]));
}
