import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { IntlProvider } from 'react-intl';
import { onStored } from './on-stored';

/** The languages of the panel by code, with their own names. */
export const LANGUAGES = { en: 'English', de: 'Deutsch', es: 'Español', fr: 'Français' } as const;

/** The code of a language of the panel. */
export type Language = keyof typeof LANGUAGES;

/** Messages by language and id. */
export type Messages = Record<Language, Record<string, string>>;

const STORAGE_KEY = 'cms-language';
const LanguageContext = createContext<{ language: Language; choose(language: Language): void } | null>(null);

/**
 * The initial language: the chosen one, else the first of the browser's languages that the panel has, else English.
 *
 * @param preferred The browser's languages in order, such as `fr-CA`.
 */
export function initialLanguage(stored: string | null, preferred: readonly string[]): Language {
  const codes = [stored ?? '', ...preferred.map((language) => language.toLowerCase().split('-')[0]!)];
  return (codes.find((code) => Object.hasOwn(LANGUAGES, code)) as Language | undefined) ?? 'en';
}

/** The person's regional variant of a language, such as `en-GB`, for formatting dates; the language itself if they have none. */
export function regionalLocale(language: Language, preferred: readonly string[]): string {
  return preferred.find((locale) => locale.toLowerCase().split('-')[0] === language) ?? language;
}

/** Provides the messages to all pages. Messages that a language lacks are shown in English. */
export function LanguageProvider({ messages, children }: { messages: Messages; children: ReactNode }) {
  const [language, setLanguage] = useState(() => initialLanguage(localStorage.getItem(STORAGE_KEY), navigator.languages));

  useEffect(() => onStored(STORAGE_KEY, () => setLanguage(initialLanguage(localStorage.getItem(STORAGE_KEY), navigator.languages))), []);

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const value = useMemo(() => ({
    language,
    choose(next: Language) {
      localStorage.setItem(STORAGE_KEY, next);
      setLanguage(next);
    },
  }), [language]);

  return (
    <LanguageContext.Provider value={value}>
      <IntlProvider locale={regionalLocale(language, navigator.languages)} messages={{ ...messages.en, ...messages[language] }}>
        {children}
      </IntlProvider>
    </LanguageContext.Provider>
  );
}

/** The current language, and a function to choose another. */
export function useLanguage() {
  const value = useContext(LanguageContext);
  if (!value) throw new Error('`useLanguage` must be used within `LanguageProvider`');
  return value;
}
