import pino from 'pino';
import { readAll } from '../cli/read-all';
import { runCommand } from '../cli/run-command';
import { createCms } from './create-cms';

const STANDARD_ERROR = 2;

/** The `api-tokens` command in the bundled CMS: loads the CMS of the current folder, without listening. */
void runCommand(process.argv.slice(2), {
  async open() {
    const { cms, stop } = await createCms({ root: process.cwd(), variables: process.env, logTo: pino.destination(STANDARD_ERROR) });
    return { services: cms.plugin('api-tokens').service('all'), close: stop };
  },
  print: (text) => void process.stdout.write(text),
  report: (text) => void process.stderr.write(text),
  input: () => readAll(process.stdin),
}).then((code) => {
  process.exitCode = code;
});
