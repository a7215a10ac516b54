import { loadTranslations } from '../../admin/src/translations';
import dePlugin from '../../admin/src/translations/de.json';
import enPlugin from '../../admin/src/translations/en.json';
import esPlugin from '../../admin/src/translations/es.json';
import frPlugin from '../../admin/src/translations/fr.json';
import dePanel from '../../cms/panel/translations/de.json';
import enPanel from '../../cms/panel/translations/en.json';
import esPanel from '../../cms/panel/translations/es.json';
import frPanel from '../../cms/panel/translations/fr.json';
import { createIntl } from 'react-intl';

type Texts = Record<string, string>;

const placeholders = (message: string) => [...message.matchAll(/\{([a-z]\w*)[,}]/g)].map(([, name]) => name).sort();
const entries = (...texts: Texts[]) => texts.flatMap((all) => Object.entries(all));

describe.each([
  ['German', 'de', 'the plugin', dePlugin, enPlugin],
  ['German', 'de', 'the panel', dePanel, enPanel],
  ['Spanish', 'es', 'the plugin', esPlugin, enPlugin],
  ['Spanish', 'es', 'the panel', esPanel, enPanel],
  ['French', 'fr', 'the plugin', frPlugin, enPlugin],
  ['French', 'fr', 'the panel', frPanel, enPanel],
] as Array<[string, string, string, Texts, Texts]>)('the %s messages (%s) of %s', (_language, locale, _of, messages, english) => {
  it('are those that English has', () => {
    expect(Object.keys(messages).sort()).toEqual(Object.keys(english).sort());
    expect(Object.values(messages).every((message) => message.trim() !== '')).toBe(true);
  });

  it('take the same values as in English', () => {
    for (const [key, message] of Object.entries(english)) expect([key, placeholders(messages[key]!)]).toEqual([key, placeholders(message)]);
  });

  it.each([0, 1, 2])('can be written out with %i of everything', (number) => {
    const problems: string[] = [];
    const intl = createIntl({ locale, messages, onError: ({ message }) => problems.push(message) });
    for (const id of Object.keys(messages)) {
      const values = Object.fromEntries(placeholders(english[id]!).map((name) => [name!, number]));
      expect(intl.formatMessage({ id }, values)).not.toMatch(/[{}]|plural|select/);
    }
    expect(problems).toEqual([]);
  });
});

it('keeps French punctuation from standing at the beginning of a line', () => {
  expect(entries(frPlugin, frPanel).filter(([, message]) => /(?<!\{.*) [:;?!»]|« /.test(message))).toEqual([]);
});

it('addresses people informally in German and in Spanish, as Strapi does', () => {
  expect(entries(dePlugin, dePanel).filter(([, message]) => /\b(Sie|Ihr\w*|Ihnen)\b/.test(message))).toEqual([]);
  // In Spanish, "su" is also "its": what tells are orders, and whose the things are that only the reader has.
  const orders = /(?<!\p{L})(abra|añada|cámbielo|compruebe|copie|cree|elija|espere|guarde|inténtelo|introduzca|pida|recargue|revise|seleccione)(?!\p{L})/iu;
  const formal = /(?<!\p{L})(usted|sus? (propi[oa] )?(acceso|conexión|contraseña|cuenta|sesión))(?!\p{L})/iu;
  expect(entries(esPlugin, esPanel).filter(([, message]) => orders.test(message) || formal.test(message))).toEqual([]);
});

it('quotes as each language does', () => {
  expect(entries(dePlugin, dePanel).filter(([, message]) => /["”«»]|“(?!\P{L}|$)/u.test(message))).toEqual([]);
  expect(entries(esPlugin, esPanel).filter(([, message]) => /["“”„]|« | »/.test(message))).toEqual([]);
});

describe('loadTranslations', () => {
  it('gives the languages that the plugin has, with its id before each key', async () => {
    const loaded = await loadTranslations(['en', 'fr', 'nl', 'de', 'es', 'constructor']);
    expect(loaded.map(({ locale }) => locale)).toEqual(['en', 'fr', 'de', 'es']);
    expect(loaded[0]!.data['api-tokens.api-tokens.title']).toBe('API Tokens');
  });
});
