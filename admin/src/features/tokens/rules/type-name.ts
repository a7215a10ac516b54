/** What a content type is called: `api::blog-post.blog-post` is `Blog post`. */
export function typeName(uid: string): string {
  return capitalized(uid.split('.').at(-1)!);
}

/** A name of code as words: `blog-post` is `Blog post`. */
export function capitalized(name: string): string {
  const words = name.replace(/[-_]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
