import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { codeSample, KEY_VARIABLE, SAMPLE_LANGUAGES, type SampleLanguage } from '../../admin/src/features/tokens/rules/keys/code-samples';
import { registerFirstAdmin, startTestCms, type TestCms } from '../support/cms';

/** How a sample is run; Python only where it is installed. */
const RUN: Record<SampleLanguage, (code: string) => [command: string, args: string[]]> = {
  curl: (code) => ['bash', ['-c', `${code} --silent`]],
  javascript: (code) => [process.execPath, ['--input-type=module', '--eval', code]],
  python: (code) => ['python3', ['-c', code]],
};
const isInstalled = (language: SampleLanguage) => language !== 'python' || spawnSync('python3', ['--version']).status === 0;

describe('a code sample', () => {
  let cms: TestCms;
  let key: string;

  async function output(language: SampleLanguage, code: string, variables: Record<string, string> = {}): Promise<string> {
    const [command, args] = RUN[language](code);
    return (await promisify(execFile)(command, args, { env: { PATH: process.env.PATH, HOME: process.env.HOME, ...variables } })).stdout;
  }

  beforeAll(async () => {
    cms = await startTestCms();
    const admin = await registerFirstAdmin(cms);
    const { body } = await admin.post('/admin/api-tokens', { name: 'Samples', type: 'full-access' }).expect(201);
    key = body.data.accessKey;
    await cms.as(key).post('/api/articles', { data: { title: 'Read by a sample' } }).expect(201);
  });
  afterAll(() => cms.stop());

  for (const language of SAMPLE_LANGUAGES) {
    const run = isInstalled(language) ? it : it.skip;

    run(`in ${language} reads content with the key`, async () => {
      const code = codeSample(language, { address: cms.url, path: '/api/articles', key });
      expect(await output(language, code)).toContain('Read by a sample');
    });

    run(`in ${language} does not have a hidden key, and reads it from the environment`, async () => {
      const code = codeSample(language, { address: cms.url, path: '/api/articles', key: null });
      expect(code).not.toContain(key);
      expect(code).toContain(KEY_VARIABLE);
      expect(await output(language, code, { [KEY_VARIABLE]: key })).toContain('Read by a sample');
    });
  }

  it.each(['https://example.com/cms', 'https://example.com/cms/'])('keeps the path of the address %s', (address) => {
    expect(codeSample('curl', { address, path: '/api/articles', key: 'k' })).toBe('curl -H "Authorization: Bearer k" "https://example.com/cms/api/articles"');
  });

  it('gives a shell a key as it is, whatever is in it', async () => {
    const odd = '$(echo no) `no` "q" \'q\' \\ !';
    const code = codeSample('curl', { address: 'http://127.0.0.1', path: '/', key: odd });
    expect(await output('curl', code.replace(/^curl/, 'printf "%s\\n"').concat(' #'))).toContain(`Authorization: Bearer ${odd}`);
  });
});
