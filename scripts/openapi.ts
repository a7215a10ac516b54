// Makes the OpenAPI description of the admin API, server/openapi.json: paths and bodies from the types of server/contract, limits of requests
// from their validation, permissions from the routes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { requestSchemas } from '../server/input/token-input';
import routes from '../server/routes';

type Schema = Record<string, unknown>;

const root = join(__dirname, '..');
const contract = join(root, 'server/contract/index.ts');
/** What answers 201. */
const CREATES = /^POST \/[^/]+$|^POST .*\/regenerate$/;

/** The description, from the sources. */
export function makeDescription(): Schema {
  const program = ts.createProgram([contract], { strict: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.Node20, skipLibCheck: true, noEmit: true });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(contract)!;
  const components: Record<string, Schema> = {};

  const declarations = new Map(checker.getExportsOfModule(checker.getSymbolAtLocation(source)!).map((symbol) => {
    const declared = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return [symbol.name, declared] as const;
  }));
  const names = new Map([...declarations].map(([name, symbol]) => [symbol, name]));

  const textOf = (symbol: ts.Symbol) => (
    ts.displayPartsToString(symbol.getDocumentationComment(checker)).replace(/\{@link (\w+)\}/g, '`$1`').replace(/\s+/g, ' ').trim());

  /** The schema of a type: a reference where the contract names it. */
  function schemaOf(type: ts.Type): Schema {
    const symbol = type.aliasSymbol ?? type.symbol;
    const name = symbol && type.aliasTypeArguments === undefined && (type as ts.TypeReference).typeArguments === undefined ? names.get(symbol) : undefined;
    if (name === undefined) return inlineSchemaOf(type);
    if (components[name] === undefined) {
      components[name] = {};
      const description = textOf(symbol!);
      components[name] = { ...(description !== '' && { description }), ...inlineSchemaOf(type) };
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  function inlineSchemaOf(type: ts.Type): Schema {
    if (type.flags & ts.TypeFlags.Any || type.flags & ts.TypeFlags.Unknown) return {};
    if (type.isUnion()) return unionOf(type.types);
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    if (type.flags & ts.TypeFlags.BooleanLiteral) return { const: checker.typeToString(type) === 'true' };
    if (type.flags & ts.TypeFlags.String) return { type: 'string' };
    if (type.flags & ts.TypeFlags.Number) return { type: 'number' };
    if (type.flags & ts.TypeFlags.Null) return { type: 'null' };
    if (checker.isArrayType(type)) return { type: 'array', items: schemaOf(checker.getTypeArguments(type as ts.TypeReference)[0]!) };
    return objectOf(type);
  }

  function unionOf(types: ts.Type[]): Schema {
    const schemas = types.filter((type) => !(type.flags & ts.TypeFlags.Undefined)).map(schemaOf);
    const constants = schemas.filter((schema) => 'const' in schema).map((schema) => schema.const);
    const isBoolean = constants.includes(true) && constants.includes(false);
    const values = isBoolean ? constants.filter((value) => typeof value !== 'boolean') : constants;
    const others = [...schemas.filter((schema) => !('const' in schema)), ...(isBoolean ? [{ type: 'boolean' }] : [])];
    const isNull = (schema: Schema) => Number(schema.type === 'null');
    const parts = [...(values.length === 1 ? [{ const: values[0] }] : values.length > 1 ? [{ enum: values }] : []), ...others.sort((a, b) => isNull(a) - isNull(b))];
    if (parts.length === 1) return parts[0]!;
    if (parts.every((part) => Object.keys(part).length === 1 && typeof part.type === 'string')) return { type: parts.map((part) => part.type) };
    return { anyOf: parts };
  }

  function objectOf(type: ts.Type): Schema {
    const properties: Record<string, Schema> = {};
    const required: string[] = [];
    for (const property of checker.getPropertiesOfType(type)) {
      const schema = schemaOf(checker.getTypeOfSymbol(property));
      const description = textOf(property);
      properties[property.name] = { ...withFormat(property.name, schema), ...(description !== '' && { description }) };
      if (!(property.flags & ts.SymbolFlags.Optional)) required.push(property.name);
    }
    const others = checker.getIndexTypeOfType(type, ts.IndexKind.String);
    return {
      type: 'object',
      ...(Object.keys(properties).length > 0 && { properties }),
      ...(required.length > 0 && { required }),
      additionalProperties: others === undefined ? false : schemaOf(others),
    };
  }

  /** The operations of an interface: its text begins with their methods and paths. */
  function operationsOf(name: string, symbol: ts.Symbol): Array<[path: string, method: string, operation: Schema]> {
    const text = textOf(symbol);
    const found = !/^(GET|POST|PUT|DELETE) /.test(text) ? [] : [...text.matchAll(/(?:^|and )(GET|POST|PUT|DELETE) (\/[\w/:.-]*\w)/g)].map(([, method, path]) => ({ method: method!, path: path! }))
      .filter(({ path }) => !path.startsWith('/api/'));
    const rest = text.replace(/^((and )?(GET|POST|PUT|DELETE) \/[\w/:.-]*\w[.:]?\s*)+/, '');
    const description = rest.charAt(0).toUpperCase() + rest.slice(1);
    return found.map(({ method, path }) => {
      const type = checker.getDeclaredTypeOfSymbol(symbol);
      const isAdmin = path.startsWith('/admin-tokens');
      const member = (part: string) => {
        const property = type.getProperty(part);
        return property && checker.getTypeOfSymbol(property);
      };
      const [request, query, response] = [member('Request'), member('Query'), member('Response')!];
      const permissions = permissionsOf(method, path);
      const operation = {
        operationId: found.length > 1 ? `${name}For${isAdmin ? 'AdminTokens' : 'ApiTokens'}` : name,
        ...(description !== '' && { description }),
        ...(permissions.length > 0 && { 'x-required-permissions': permissions }),
        tags: [path.split('/')[1]!],
        parameters: [
          ...[...path.matchAll(/:(\w+)/g)].map(([, parameter]) => ({ name: parameter, in: 'path', required: true, schema: { type: 'integer', minimum: 1, maximum: 2_147_483_647 } })),
          ...(query === undefined ? [] : checker.getPropertiesOfType(query).map((property) => ({
            name: property.name,
            in: 'query',
            ...(textOf(property) !== '' && { description: textOf(property) }),
            required: !(property.flags & ts.SymbolFlags.Optional),
            schema: schemaOf(checker.getNonNullableType(checker.getTypeOfSymbol(property))),
          }))),
        ],
        ...(request && { requestBody: { required: name !== 'RegenerateToken', content: { 'application/json': { schema: withLimits(name, inlineSchemaOf(request)) } } } }),
        responses: {
          [CREATES.test(`${method} ${path}`) ? '201' : '200']: { description: 'Done', content: { 'application/json': { schema: inlineSchemaOf(response) } } },
          default: { $ref: '#/components/responses/Error' },
        },
      };
      return [path.replace(/:(\w+)/g, '{$1}'), method.toLowerCase(), operation];
    });
  }

  const paths: Record<string, Record<string, Schema>> = {};
  for (const [name, symbol] of declarations) {
    for (const [path, method, operation] of operationsOf(name, symbol)) (paths[path] ??= {})[method] = operation;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'API tokens',
      version: require('../package.json').version,
      description: 'The admin API of strapi-plugin-api-tokens. Durations are milliseconds, dates are ISO 8601 in UTC. Unknown fields and parameters are a 400.',
    },
    servers: [{ url: '/admin' }],
    security: [{ bearer: [] }],
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'The JWT of a person’s session, or the key of an admin token.' } },
      responses: { Error: { description: 'Denied, or failed', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } } },
      schemas: { ...Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1))), Error: ERROR },
    },
  };
}

/** Strapi's shape. The host's own errors have no code. */
const ERROR: Schema = {
  type: 'object',
  properties: {
    data: { type: 'null' },
    error: {
      type: 'object',
      properties: {
        status: { type: 'integer', minimum: 400, maximum: 599 },
        name: { type: 'string' },
        message: { type: 'string' },
        details: { type: 'object', properties: { code: { type: 'string', description: 'Stable: programs compare it, never the message.' } }, additionalProperties: true },
      },
      required: ['status', 'name', 'message', 'details'],
      additionalProperties: false,
    },
  },
  required: ['data', 'error'],
  additionalProperties: false,
};

/** Dates and days are told by their names. */
function withFormat(name: string, schema: Schema): Schema {
  const format = /(^at|At)$/.test(name) ? 'date-time' : name === 'day' ? 'date' : null;
  const isText = schema.type === 'string' || (Array.isArray(schema.type) && schema.type.includes('string'));
  return format !== null && isText ? { ...schema, format } : schema;
}

/** The limits that the validation of a request has for its fields. */
function withLimits(name: string, schema: Schema): Schema {
  const described = requestSchemas[name as keyof typeof requestSchemas]?.describe().fields as Record<string, { type: string; tests: Array<{ name?: string; params?: any }> }> | undefined;
  const properties = schema.properties as Record<string, Schema>;
  return {
    ...schema,
    properties: Object.fromEntries(Object.entries(properties).map(([field, own]) => {
      const { type = '', tests = [] } = described?.[field] ?? {};
      const [least, most] = { string: ['minLength', 'maxLength'], array: ['minItems', 'maxItems'], number: ['minimum', 'maximum'] }[type] ?? [];
      const limits = tests.flatMap((test) => (
        test.name === 'min' && least ? [[least, test.params.min]] : test.name === 'max' && most ? [[most, test.params.max]] : []));
      // A request may give a day alone.
      const { format: _format, ...rest } = own;
      return [field, { ...rest, ...Object.fromEntries(limits) }];
    })),
  };
}

/** The permissions that the routes require for an operation. */
function permissionsOf(method: string, path: string): string[] {
  const route = routes.admin.routes.find((each) => each.method === method && each.path === path);
  const policies = (route?.config.policies ?? []) as Array<string | { name: string; config: { actions: string[] } }>;
  return policies.flatMap((policy) => (typeof policy === 'string' ? [] : policy.config.actions));
}

if (require.main === module) writeFileSync(join(root, 'server/openapi.json'), `${JSON.stringify(makeDescription(), null, 2)}\n`);
