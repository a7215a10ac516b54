import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runCommand } from '../../cli/run-command';
import { pluginServices } from '../../server/services';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';

const read = (path: string) => readFileSync(join(__dirname, '../..', path), 'utf8');
const blocks = (text: string, language: string) => [...text.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(([, block]) => block!);

describe('the snippets for a new CMS', () => {
  let cms: TestCms;
  let admin: Client;
  const keyOf = async (name: string): Promise<string> => {
    const { id } = (await admin.get('/admin/api-tokens').expect(200)).body.data.find((token: { name: string }) => token.name === name);
    return (await admin.get(`/admin/api-tokens/${id}`).expect(200)).body.data.accessKey;
  };

  beforeAll(async () => {
    cms = await startTestCms();
    admin = await registerFirstAdmin(cms);
  });
  afterAll(() => cms?.stop());

  it('README.md names the commands that start the CMS and run the tests, and its request gets the articles', async () => {
    const [commands, request] = blocks(read('README.md'), 'sh');
    expect(commands).toMatch(/^npm start .*\nnpm test .*\n$/);
    const line = request!.replace('http://127.0.0.1:1337', cms.url);
    const { stdout } = await promisify(execFile)('bash', ['-c', `${line.trim()} --silent`], { env: { PATH: process.env.PATH, KEY: await keyOf('Read Only') } });
    expect(JSON.parse(stdout)).toMatchObject({ data: [], meta: { pagination: { total: 0 } } });
  });

  it('docs/recipes.md can be followed from top to bottom, and the leaked key no longer works at the end', async () => {
    const recipes = read('docs/recipes.md');
    const files: Record<string, string> = { 'website.json': blocks(recipes, 'json')[0]!, 'found-key.txt': await keyOf('Full Access') };
    const lines = blocks(recipes, 'sh').join('').split('\n').filter((line) => line.startsWith('npx api-tokens') && !line.includes('import-strapi'));
    const printed: Record<string, string> = {};
    for (const line of lines) {
      const [, command, file] = /^npx api-tokens (.*?)(?: < (\S+))?$/.exec(line)!;
      const words = command!.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', ''));
      let told = '';
      printed[command!] = '';
      const code = await runCommand(words, {
        open: async () => ({ services: pluginServices(cms.running.cms), close: async () => {} }),
        print: (text) => (printed[command!] += text),
        report: (text) => (told += text),
        input: async () => files[file!]!,
      });
      expect({ line, code, told: code === 0 ? '' : told }).toEqual({ line, code: 0, told: '' });
    }
    await cms.as(files['found-key.txt']).get('/api/articles').expect(401);
    await cms.as(printed['regenerate "Full Access"']!.trim()).get('/api/articles').expect(200);
    await cms.as(printed['create -']!.trim()).get('/api/articles?status=draft').expect(403);
  });
});
