import { type Given, UsageError } from './command';

/** The positional arguments of a command. @throws {UsageError} if there are too many or too few */
export function readWords({ positionals }: Given, ...names: string[]): string[] {
  const missing = names.slice(positionals.length);
  if (missing.length > 0) throw new UsageError(`${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing.`);
  if (positionals.length > names.length) {
    throw new UsageError(names.length === 0 ? 'The command takes no arguments, only options.' : `The command takes only ${names.join(' ')}.`);
  }
  return positionals;
}

/**
 * The keys on standard input, one per line, which is given as `-`: arguments are visible to other processes, and stay in the shell's history.
 * @throws {UsageError} never repeating what was given in place of `-`
 */
export async function readKeys({ positionals, input }: Given): Promise<string[]> {
  if (positionals.length !== 1 || positionals[0] !== '-') {
    throw new UsageError('Keys are read from standard input, never from arguments, which other processes can see. Pass - instead of the key.');
  }
  const keys = (await input()).split('\n').map((line) => line.trim()).filter((line) => line !== '');
  if (keys.length === 0) throw new UsageError('Standard input contains no key.');
  return keys;
}

/** The fields of a token on standard input, as JSON. @throws {UsageError} */
export async function readFields({ input }: Given): Promise<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(await input());
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read as Record<string, unknown>;
  } catch {
    // The parser's message would repeat some of the input, which may contain a secret.
  }
  throw new UsageError('Standard input must be a JSON object with the fields of the token, such as {"name":"Website","type":"read-only"}.');
}
