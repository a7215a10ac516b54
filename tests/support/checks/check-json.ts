/** A schema of JSON Schema 2020-12, as far as server/openapi.json uses it. */
export type Schema = Record<string, any>;

const KNOWN = new Set([
  '$ref', 'description', 'type', 'const', 'enum', 'anyOf', 'items', 'properties', 'required', 'additionalProperties', 'format', 'minimum', 'maximum', 'minLength',
  'maxLength', 'minItems', 'maxItems',
]);
const FORMATS: Record<string, RegExp> = { 'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, date: /^\d{4}-\d{2}-\d{2}$/ };

/**
 * What is wrong with a value by a schema, each with its path; nothing where it is valid. `root` is what references are looked up in.
 * @throws {Error} for a keyword that this does not know
 */
export function checkJson(value: unknown, schema: Schema, root: Schema, path = ''): string[] {
  const unknown = Object.keys(schema).filter((keyword) => !KNOWN.has(keyword));
  if (unknown.length > 0) throw new Error(`checkJson does not know ${unknown.join(', ')}`);
  const wrong: string[] = [];
  const say = (what: string) => void wrong.push(`${path || '/'}: ${what}, not ${JSON.stringify(value)?.slice(0, 200)}`);

  if (schema.$ref !== undefined) wrong.push(...checkJson(value, resolve(schema.$ref, root), root, path));
  if (schema.anyOf !== undefined && !schema.anyOf.some((part: Schema) => checkJson(value, part, root, path).length === 0)) {
    say(`none of ${JSON.stringify(schema.anyOf).slice(0, 200)}`);
  }
  if ('const' in schema && value !== schema.const) say(`must be ${schema.const}`);
  if (schema.enum !== undefined && !schema.enum.includes(value)) say(`must be one of ${schema.enum}`);
  const types: string[] = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => isOf(value, type))) say(`must be ${types.join(' or ')}`);

  if (typeof value === 'string' && schema.format !== undefined && !FORMATS[schema.format]!.test(value)) say(`must be a ${schema.format}`);
  const size = typeof value === 'number' ? value : typeof value === 'string' || Array.isArray(value) ? value.length : null;
  if (size !== null && size < (schema.minimum ?? schema.minLength ?? schema.minItems ?? -Infinity)) say('is too small');
  if (size !== null && size > (schema.maximum ?? schema.maxLength ?? schema.maxItems ?? Infinity)) say('is too large');
  if (Array.isArray(value) && schema.items !== undefined) value.forEach((item, index) => wrong.push(...checkJson(item, schema.items, root, `${path}/${index}`)));
  if (isOf(value, 'object')) wrong.push(...checkProperties(value as Record<string, unknown>, schema, root, path));
  return wrong;
}

function checkProperties(value: Record<string, unknown>, { properties = {}, required = [], additionalProperties = true }: Schema, root: Schema, path: string): string[] {
  const missing = required.filter((name: string) => !Object.hasOwn(value, name)).map((name: string) => `${path}/${name}: is missing`);
  return Object.entries(value).reduce<string[]>((wrong, [name, item]) => {
    const schema = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (schema === false) return [...wrong, `${path}/${name}: is not described`];
    return schema === true ? wrong : [...wrong, ...checkJson(item, schema, root, `${path}/${name}`)];
  }, missing);
}

function resolve(reference: string, root: Schema): Schema {
  return reference.replace(/^#\//, '').split('/').reduce((part, name) => part[name], root);
}

function isOf(value: unknown, type: string): boolean {
  switch (type) {
    case 'null': return value === null;
    case 'array': return Array.isArray(value);
    case 'object': return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer': return Number.isInteger(value);
    default: return typeof value === type;
  }
}
