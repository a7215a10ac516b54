import {
  type ASTVisitor, type DocumentNode, type FragmentDefinitionNode, GraphQLError, Kind, type OperationDefinitionNode, parse, type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { BadRequestError } from '../errors';

/** The limits of one request, for all of its operations together. Fragments are counted wherever they are spread. */
export const queryLimits = { depth: 10, fields: 500, aliases: 30, tokens: 3000 };

/** The size of a selection: levels of fields, fields, and aliases among them. */
interface Size {
  depth: number;
  fields: number;
  aliases: number;
}

const nothing: Size = { depth: 0, fields: 0, aliases: 0 };

function measureSelections(document: DocumentNode): (selections: SelectionSetNode) => Size {
  const fragments = new Map(document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])));
  const measured = new Map<string, Size>();

  function measureFragment(name: string): Size {
    const known = measured.get(name);
    if (known) return known;
    // A fragment that spreads itself is rejected by a separate rule; here it must only terminate.
    measured.set(name, nothing);
    const fragment = fragments.get(name);
    const size = fragment ? measure(fragment.selectionSet) : nothing;
    measured.set(name, size);
    return size;
  }

  function measure({ selections }: SelectionSetNode): Size {
    const total = { ...nothing };
    for (const selection of selections) {
      let size: Size;
      if (selection.kind === Kind.FIELD) {
        const inner = selection.selectionSet ? measure(selection.selectionSet) : nothing;
        const depth = selection.name.value.startsWith('__') ? 0 : inner.depth + 1;
        size = { depth, fields: inner.fields + 1, aliases: inner.aliases + (selection.alias ? 1 : 0) };
      } else {
        size = selection.kind === Kind.FRAGMENT_SPREAD ? measureFragment(selection.name.value) : measure(selection.selectionSet);
      }
      total.depth = Math.max(total.depth, size.depth);
      total.fields += size.fields;
      total.aliases += size.aliases;
    }
    return total;
  }

  return measure;
}

/**
 * Rejects a batch whose operations together exceed {@link queryLimits}, before any of them is executed. Syntax errors are left to the
 * parser.
 * @throws {BadRequestError}
 */
export function assertBatchFits(queries: string[]): void {
  const total = { fields: 0, aliases: 0, tokens: 0 };
  for (const query of queries) {
    const document = parseWithin(query, queryLimits.tokens - total.tokens);
    if (document === undefined) continue;
    total.tokens += document.tokenCount ?? 0;
    const measure = measureSelections(document);
    for (const node of document.definitions) {
      if (node.kind !== Kind.OPERATION_DEFINITION) continue;
      const { fields, aliases } = measure(node.selectionSet);
      total.fields += fields;
      total.aliases += aliases;
    }
    for (const name of ['tokens', 'fields', 'aliases'] as const) if (total[name] > queryLimits[name]) throw tooLarge(name);
  }
}

function parseWithin(query: string, maxTokens: number): DocumentNode | undefined {
  try {
    return parse(query, { maxTokens });
  } catch (error) {
    if (/more (than|that) \d+ tokens/.test(String(error))) throw tooLarge('tokens');
    return undefined;
  }
}

function tooLarge(name: 'tokens' | 'fields' | 'aliases'): BadRequestError {
  return new BadRequestError(`The request is too large: at most ${queryLimits[name]} ${name} are allowed in all of its operations together`);
}

/** Validation rule: rejects operations, and fragments, that are deeper, wider or have more aliases than {@link queryLimits}. */
export function limitQueries(context: ValidationContext): ASTVisitor {
  const measure = measureSelections(context.getDocument());
  function check(node: OperationDefinitionNode | FragmentDefinitionNode): void {
    const size = { ...measure(node.selectionSet) };
    // The depth of introspection has its own rule.
    if (node.kind === Kind.FRAGMENT_DEFINITION && node.typeCondition.name.value.startsWith('__')) size.depth = 0;
    for (const name of ['depth', 'fields', 'aliases'] as const) {
      const most = `${queryLimits[name]} ${name === 'depth' ? 'levels' : name}`;
      if (size[name] > queryLimits[name]) context.reportError(new GraphQLError(`The query is too large: at most ${most} are allowed`, { nodes: node }));
    }
  }
  return { OperationDefinition: check, FragmentDefinition: check };
}
