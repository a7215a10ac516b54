import type { Operator } from '../server/callers';
import type { ContentServices } from '../server/content-services';
import type { Services } from '../server/services';

/** The services of a host that was loaded for a command. Only a CMS has accounts, and so admin tokens, and routes that can be explained. */
export type CommandServices = ContentServices & {
  contentApiTokens: Partial<Pick<Services['contentApiTokens'], 'explain'>>;
  adminTokens?: Services['adminTokens'];
  importStrapiTokens?: Services['importStrapiTokens'];
};

/** An option of a command. `value` names what follows it; an option without it is a switch. */
export interface Option {
  value?: string;
  /** Whether it may be given more than once. */
  multiple?: boolean;
  help: string;
}

/** The arguments of a command. */
export interface Given {
  positionals: string[];
  /** The last value of an option. */
  value(name: string): string | undefined;
  /** All values of an option that may be given more than once. */
  values(name: string): string[] | undefined;
  /** Whether a switch was given. */
  has(name: string): boolean;
  /** All of standard input. */
  input(): Promise<string>;
}

/** The result of a command: for people, or with `--json` for programs. */
export interface Result {
  json: unknown;
  text: string;
  /** What else people should know; printed to standard error. */
  note?: string;
  /** 1 if the answer is no, such as a request that would be denied. */
  code?: 0 | 1;
}

/** A command of `api-tokens`. */
export interface Command {
  /** Its usage: `show TOKEN`. */
  usage: string;
  summary: string;
  /** Further details for its help. */
  details?: string;
  options?: Record<string, Option>;
  /** Examples, without `api-tokens`. */
  examples: string[];
  /**
   * Reads the arguments, and returns what to do in the host, which is loaded only then.
   * @throws {UsageError}
   * @throws {TokenError} for a field that is invalid in any host
   */
  prepare(given: Given): Run | Promise<Run>;
}

/** Executes a command in a host. @throws {Failure} @throws {TokenError} */
export type Run = (services: CommandServices) => Promise<Result>;

/** Incorrect usage: exit code 2. */
export class UsageError extends Error {}

/** The command failed: exit code 1. */
export class Failure extends Error {}

/** The caller of all commands. */
export const OPERATOR: Operator = { type: 'cli' };
