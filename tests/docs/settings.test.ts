import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');

describe('docs/settings.md', () => {
  const documented = readFileSync(join(root, 'docs/settings.md'), 'utf8');
  const variables = readdirSync(join(root, 'config'))
    .flatMap((file) => [...readFileSync(join(root, 'config', file), 'utf8').matchAll(/\benv(?:\.\w+)?\('([A-Z_]+)'/g)].map(([, name]) => name!));

  it.each([...new Set(variables)])('describes the variable %s', (variable) => {
    // `DATABASE_HOST`, `_PORT` and so on share a cell.
    const names = [variable, variable.replace(/^[A-Z]+/, '')];
    expect(names.some((name) => documented.includes(`\`${name}\``))).toBe(true);
  });
});
