import type { Caller } from '../server/callers';
import type { ContentServices } from '../server/content-services';
import type { Services } from '../server/services';

/** The tokens of a host that was loaded for a command. Only a CMS has accounts, and with them admin tokens, and routes that can be explained. */
export type CommandServices = ContentServices & {
  contentApiTokens: Partial<Pick<Services['contentApiTokens'], 'explain'>>;
  adminTokens?: Services['adminTokens'];
  importStrapiTokens?: Services['importStrapiTokens'];
};

/** An option of a command. `value` names what follows it; an option without it is a switch. */
export interface Option {
  value?: string;
  /** It may be given more than once. */
  multiple?: boolean;
  help: string;
}

/** What followed a command on the command line. */
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

/** What came of a command: for people, or with `--json` for programs. */
export interface Result {
  json: unknown;
  text: string;
  /** What else people should know, on standard error. */
  note?: string;
  /** 1 where the answer is no. */
  code?: 0 | 1;
}

/** A command of `api-tokens`. */
export interface Command {
  /** Its words: `show TOKEN`. */
  usage: string;
  summary: string;
  /** What else there is to know. */
  details?: string;
  options?: Record<string, Option>;
  /** What follows `api-tokens`. */
  examples: string[];
  /**
   * Reads what was given, and answers with what to do in the host, which is loaded only then.
   * @throws {UsageError} @throws {TokenError} for a field that is wrong whatever the host
   */
  prepare(given: Given): Run | Promise<Run>;
}

/** Does what was asked for. @throws {Failure} @throws {TokenError} */
export type Run = (services: CommandServices) => Promise<Result>;

/** The command is not used as it should be: exit code 2. */
export class UsageError extends Error {}

/** It could not be done: exit code 1. */
export class Failure extends Error {}

/** Who does what commands do. */
export const OPERATOR: Caller = { type: 'cli' };
