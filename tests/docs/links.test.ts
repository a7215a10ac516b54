import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(__dirname, '../..');
const pages = [root, join(root, 'docs'), join(root, 'docs/screenshots')].flatMap((folder) =>
  readdirSync(folder).filter((name) => name.endsWith('.md')).map((name) => join(folder, name)));

const withoutCode = (text: string) => text.replace(/^ *```[^]*?^ *```/gm, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[()[\]]/g, ''));

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(page: string): string[] {
  return [...readFileSync(page, 'utf8').replace(/^```[^]*?^```/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'));
}

/** The links and pictures of a page that lead into this repository. */
function targetsOf(page: string): string[] {
  const text = withoutCode(readFileSync(page, 'utf8'));
  return [...text.matchAll(/\]\(([^()\s]+)\)|(?:src|srcset)="([^"]+)"/g)].map(([, link, picture]) => (link ?? picture)!).filter((target) => !/^[a-z]+:/.test(target));
}

describe.each(pages.map((page) => [relative(root, page), page]))('%s', (_name, page) => {
  it('links only to files and headings that exist', () => {
    const broken = targetsOf(page).filter((target) => {
      const [path, anchor] = target.split('#') as [string, string | undefined];
      const file = path === '' ? page : join(dirname(page), path);
      return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
    });
    expect(broken).toEqual([]);
  });
});

describe('README.md', () => {
  it('leads to every page in docs', () => {
    const found = new Set<string>();
    const follow = (page: string): void => {
      if (found.has(page) || !page.endsWith('.md')) return;
      found.add(page);
      for (const target of targetsOf(page)) follow(join(dirname(page), target.split('#')[0]!));
    };
    follow(join(root, 'README.md'));
    expect(pages.filter((page) => !found.has(page)).map((page) => relative(root, page))).toEqual([]);
  });
});
