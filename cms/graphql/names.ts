import type { ContentType } from '../content-type';

/** `blog-post` as `blogPost`. */
function camelCase(name: string): string {
  return name.replace(/[-_ ]+(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Strapi 5's GraphQL names for a content type. */
export function namesOf({ info }: ContentType) {
  const one = camelCase(info.singularName);
  const many = camelCase(info.pluralName);
  const type = one.charAt(0).toUpperCase() + one.slice(1);
  return {
    type,
    one,
    many,
    connection: `${many}_connection`,
    create: `create${type}`,
    update: `update${type}`,
    delete: `delete${type}`,
    dataInput: `${type}Input`,
    filtersInput: `${type}FiltersInput`,
    responseCollection: `${type}EntityResponseCollection`,
    relationCollection: `${type}RelationResponseCollection`,
  };
}

/** The name of an enumeration's type. */
export function enumNameOf({ info }: ContentType, attribute: string): string {
  return `ENUM_${info.singularName}_${attribute}`.replace(/\W/g, '').toUpperCase();
}
