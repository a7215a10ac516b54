import { parseArgs, type ParseArgsConfig } from 'node:util';
import { TokenError, type InputIssue } from '../server/errors';
import { type Command, type CommandServices, type Given, type Result, UsageError } from './command';
import { commands } from './commands';
import { COMMON_OPTIONS, helpOf, overview } from './help';
import { openKoaApp } from './open-koa-app';

/** A host that was loaded for a command. */
export interface OpenHost {
  services: CommandServices;
  close(): Promise<void>;
}

/** What a command reads and writes. */
export interface CommandContext {
  /** Loads the host of the current folder. Called only once the arguments are valid. */
  open(): Promise<OpenHost>;
  /** Standard output, for results. */
  print(text: string): void;
  /** Standard error, for everything else. */
  report(text: string): void;
  /** All of standard input. */
  input(): Promise<string>;
}

/**
 * Runs the command in `args` (without the program's name). Resolves to the exit code: 0 for success; 1 if it was denied or failed, or something was
 * not found; 2 for incorrect usage.
 */
export async function runCommand(args: string[], { open, print, report, input }: CommandContext): Promise<0 | 1 | 2> {
  const [name, ...others] = args;
  if (name === undefined || name === '--help' || name === 'help') {
    const of = name === 'help' && others[0] !== undefined ? commandNamed(others[0]) : undefined;
    (name === undefined ? report : print)(of === undefined ? overview() : helpOf(of));
    return name === undefined ? 2 : 0;
  }
  const command = commandNamed(name);
  if (command === undefined) {
    report(`Unknown command. \`api-tokens --help\` lists all commands.\n\n${overview()}`);
    return 2;
  }
  let given: Given;
  let run: Awaited<ReturnType<Command['prepare']>>;
  try {
    given = readGiven(command, others, input);
    if (given.has('help')) {
      print(helpOf(command));
      return 0;
    }
    run = await command.prepare(given);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof TokenError)) throw error;
    report(`${messageOf(error)}\n\n${helpOf(command)}`);
    return 2;
  }

  try {
    const config = given.value('config');
    const { services, close } = await (config === undefined ? open() : openKoaApp(config));
    const result = await run(services).finally(close);
    show(result, given.has('json'));
    return result.code ?? 0;
  } catch (error) {
    report(`${messageOf(error as Error)}\n`);
    return 1;
  }

  function show({ json, text, note }: Result, asJson: boolean): void {
    print(asJson ? `${JSON.stringify(json)}\n` : text);
    if (note !== undefined && !asJson) report(`${note}\n`);
  }
}

function commandNamed(name: string): Command | undefined {
  return Object.hasOwn(commands, name) ? commands[name] : undefined;
}

/** @throws {UsageError} */
function readGiven({ options = {} }: Command, args: string[], input: () => Promise<string>): Given {
  const all = { ...options, ...COMMON_OPTIONS };
  const known: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(Object.entries(all).map(([name, { value, multiple = false }]) => (
    [name, { type: value === undefined ? 'boolean' as const : 'string' as const, multiple }])));
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: known });
    return {
      positionals,
      value: (name) => values[name] as string | undefined,
      values: (name) => values[name] as string[] | undefined,
      has: (name) => values[name] === true,
      input,
    };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** What is wrong, with every broken rule of an input. */
function messageOf(error: Error): string {
  const issues = error instanceof TokenError ? error.details.errors as InputIssue[] | undefined ?? [] : [];
  return issues.length > 1 ? [`${error.message}:`, ...issues.map(({ message }) => `- ${message}`)].join('\n') : error.message;
}
