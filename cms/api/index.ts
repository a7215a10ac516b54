import type { ContentType, ContentTypeSchema } from '../content-type';
import article from './article/content-types/article/schema.json';
import category from './category/content-types/category/schema.json';
import homepage from './homepage/content-types/homepage/schema.json';

/** The demo content types, as the bundled CMS starts with them. */
export const contentTypes: ContentType[] = [article, category, homepage].map((schema) => {
  // TypeScript reads the literals of a JSON file as plain strings.
  const { info, ...rest } = schema as ContentTypeSchema;
  return { ...rest, info, uid: `api::${info.singularName}.${info.singularName}`, readsUnreadableAsNull: true };
});
