import { loadTranslations } from '../../admin/src/translations';
import enPlugin from '../../admin/src/translations/en.json';
import frPlugin from '../../admin/src/translations/fr.json';
import enPanel from '../../cms/panel/translations/en.json';
import frPanel from '../../cms/panel/translations/fr.json';

const placeholders = (message: string) => [...message.matchAll(/\{([a-z]\w*)[,}]/g)].map(([, name]) => name).sort();

describe.each([
  ['the plugin', enPlugin, frPlugin],
  ['the panel', enPanel, frPanel],
] as Array<[string, Record<string, string>, Record<string, string>]>)('the messages of %s', (_of, en, fr) => {
  it('are there in French and in English', () => {
    expect(Object.keys(fr).sort()).toEqual(Object.keys(en).sort());
    expect(Object.values(fr).every((message) => message.trim() !== '')).toBe(true);
  });

  it('keep French punctuation from standing at the beginning of a line', () => {
    expect(Object.entries(fr).filter(([, message]) => /(?<!\{.*) [:;?!»]|« /.test(message))).toEqual([]);
  });

  it('take the same values in both', () => {
    for (const [key, message] of Object.entries(en)) expect([key, placeholders(fr[key]!)]).toEqual([key, placeholders(message)]);
  });
});

describe('loadTranslations', () => {
  it('gives the languages that the plugin has, with its id before each key', async () => {
    const loaded = await loadTranslations(['en', 'fr', 'de', 'constructor']);
    expect(loaded.map(({ locale }) => locale)).toEqual(['en', 'fr']);
    expect(loaded[0]!.data['api-tokens.api-tokens.title']).toBe('API Tokens');
  });
});
