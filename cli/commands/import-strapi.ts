import type { ImportedToken, StrapiImport } from '../../server/contract';
import { type Command, Failure } from '../command';
import { shown, table } from '../format';
import { readWords } from '../read-input';

const OUTCOMES = { imported: 'imported', present: 'is here already', stays: 'stays' };

/** Copies Strapi's own tokens. */
export const importStrapi: Command = {
  usage: 'import-strapi',
  summary: 'Copy Strapi’s own tokens, content-API and admin, with their keys, permissions and owners',
  details: 'Keys keep working. Can be run again at any time: tokens that have already been imported are skipped.',
  options: {
    'dry-run': { help: 'Show what would be imported and what would be lost, without writing anything' },
    'delete-originals': { help: 'Then delete Strapi’s copies of the imported tokens' },
  },
  examples: ['import-strapi --dry-run', 'import-strapi --delete-originals'],

  prepare(given) {
    readWords(given);
    const options = { dryRun: given.has('dry-run'), deleteOriginals: given.has('delete-originals') };
    return async ({ importStrapiTokens }) => {
      if (importStrapiTokens === undefined) throw new Failure('Tokens can only be imported in a Strapi project.');
      const done = await importStrapiTokens({ type: 'cli' }, options);
      return { json: done, text: describe(done, options.dryRun) };
    };
  },
};

function describe({ tokens, deleted }: StrapiImport, dryRun: boolean): string {
  if (tokens.length === 0) return 'Strapi has no tokens of its own.\n';
  const count = tokens.filter(({ outcome }) => outcome === 'imported').length;
  return [
    table(['TOKEN', 'KIND', 'OUTCOME', 'NAME HERE', 'LOST'], tokens.map(rowOf)),
    `${countOf(count, 'token')} ${dryRun ? 'would be' : wasOrWere(count)} imported.\n`,
    deleted > 0 ? `${deleted} of Strapi’s tokens ${dryRun ? 'would be' : wasOrWere(deleted)} deleted.\n` : '',
  ].join('');
}

function rowOf({ name, kind, outcome, nameHere, lost, reason }: ImportedToken): string[] {
  return [name, kind, reason === null ? OUTCOMES[outcome] : `${OUTCOMES[outcome]}: ${reason}`, shown(nameHere), lost.length === 0 ? 'nothing' : lost.join(', ')];
}

function wasOrWere(count: number): string {
  return count === 1 ? 'was' : 'were';
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
