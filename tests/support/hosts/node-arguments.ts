import { join } from 'node:path';

const project = join(__dirname, '../../..');

/**
 * The arguments with which Node runs a source of the project, `cms/main.ts` for example: its build where the tests were started by a command that has just
 * made one, otherwise through tsx, which takes twice the time to start.
 */
export function nodeArguments(source: string): string[] {
  return process.env['TEST_BUILD'] === 'true'
    ? [join(project, 'dist', source.replace(/\.ts$/, '.js'))]
    : ['--import', require.resolve('tsx'), join(project, source)];
}
