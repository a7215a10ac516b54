import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAccessKey, kindOfAccessKey } from '../../server/key/access-key';

const root = join(__dirname, '../..');
const security = readFileSync(join(root, 'SECURITY.md'), 'utf8');
const inOnePage = readFileSync(join(root, 'docs/security.md'), 'utf8');

/** What stands in SECURITY.md where this matches. */
function published(pattern: RegExp): string {
  const [, found] = pattern.exec(security) ?? [];
  if (found === undefined) throw new Error(`SECURITY.md has nothing like ${pattern}.`);
  return found;
}

/** As the tool uses it. JavaScript writes the begin and the end of a file in its own way. */
const patterns: Record<string, RegExp> = {
  gitleaks: new RegExp(published(/```toml\n# gitleaks\.toml\n[^`]*?regex = '''(.*)'''/), 'g'),
  TruffleHog: new RegExp(published(/```yaml\n# trufflehog\.yaml\n[^`]*?key: '(.*)'/), 'g'),
  GitLab: new RegExp(published(/```toml\n# gitlab-rules\.toml\n[^`]*?regex = '''(.*)'''/), 'g'),
  'GitHub custom patterns': new RegExp(
    `(?:${published(/^Before secret +(.*)$/m).replace('\\A', '^')})(${published(/^Secret format +(.*)$/m)})(?=${published(/^After secret +(.*)$/m).replace('\\z', '$')})`, 'g',
  ),
  'docs/security.md': new RegExp(/by the pattern `(.*?)`/.exec(inOnePage)![1]!, 'g'),
};

describe.each(Object.entries(patterns))('the pattern for %s', (_tool, pattern) => {
  const foundIn = (text: string) => [...text.matchAll(pattern)].map(([whole, secret = whole]) => secret);

  it('finds every key in a file, whatever stands around it', () => {
    const keys = Array.from({ length: 200 }, (_, index) => createAccessKey('cms', index % 3 === 0 ? 'admin' : 'content'));
    const around: Array<(each: string) => string> = [
      (each) => `CMS_TOKEN=${each}`, (each) => `{"token":"${each}"}`, (each) => `curl -H 'Authorization: Bearer ${each}'`,
      (each) => `https://example.com/api/articles?token=${each}&page=1`, (each) => `token: ${each}\r`, (each) => `\`${each}\``, (each) => `(${each}),`, (each) => each,
    ];
    const file = keys.map((each, index) => around[index % around.length]!(each)).join('\n');
    expect(foundIn(file)).toEqual(keys);
    expect(foundIn(keys[0]!)).toEqual([keys[0]]);
    expect(foundIn(`\n${keys[0]}\n`)).toEqual([keys[0]]);
  });

  it('finds nothing that only looks like a key', () => {
    const key = createAccessKey('cms', 'content');
    const misses = [
      key.slice(0, -1), `${key}0`, `x${key}`, key.replace('_content_', '_public_'), key.replace('_content_', '_content-'), key.toUpperCase(),
      createAccessKey('acme', 'content'), key.replace(/.$/, '-'), `cms_content_${'…'.repeat(49)}`, 'cms_content_', `${key.slice(0, 30)}\n${key.slice(30)}`, `${key}_id`,
    ];
    expect(misses.filter((each) => kindOfAccessKey(each) !== null && !each.startsWith('acme_'))).toEqual([]);
    expect(foundIn(misses.join('\n'))).toEqual([]);
  });
});
