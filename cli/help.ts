import type { Command, Option } from './command';
import { commands } from './commands';

/** The options of every command. */
export const COMMON_OPTIONS: Record<string, Option> = {
  json: { help: 'Print the result as JSON' },
  config: { value: 'MODULE', help: 'For a Koa app: the module that exports its options for createKoaApiTokens' },
  help: { help: 'Show this help' },
};

/** What `api-tokens --help` prints. */
export function overview(): string {
  const lines = Object.values(commands).map(({ usage, summary }): [string, string] => [usage, summary]);
  return `Usage: api-tokens <command> [options]

Manages the API tokens of the Strapi project or bundled CMS in the current folder, or with --config of a Koa app.
TOKEN is the id or the name of a token.

Commands:
${columns(lines)}
Options:
${columns(linesOf(COMMON_OPTIONS))}
\`api-tokens <command> --help\` shows the options and examples of a command.
Exit codes: 0 success, 1 denied, not found or failed, 2 incorrect usage.
`;
}

/** What `api-tokens <command> --help` prints. */
export function helpOf({ usage, summary, details, options = {}, examples }: Command): string {
  return `Usage: api-tokens ${usage}${Object.keys(options).length > 0 ? ' [options]' : ''}

${summary}.${details === undefined ? '' : `\n${details}`}

Options:
${columns(linesOf({ ...options, ...COMMON_OPTIONS }))}
Examples:
${examples.map((example) => `  ${example.includes('api-tokens') ? example : `api-tokens ${example}`}\n`).join('')}`;
}

function linesOf(options: Record<string, Option>): Array<[string, string]> {
  return Object.entries(options).map(([name, { value, help }]) => [value === undefined ? `--${name}` : `--${name} ${value}`, help]);
}

function columns(lines: Array<[string, string]>): string {
  const width = Math.max(...lines.map(([first]) => first.length));
  return lines.map(([first, second]) => `  ${first.padEnd(width)}  ${second}\n`).join('');
}
