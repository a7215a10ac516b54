import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { darkTheme, DesignSystemProvider, lightTheme, type StrapiTheme } from '@strapi/design-system';
import { createGlobalStyle } from 'styled-components';
import { useLanguage } from './language';
import { onStored } from './on-stored';

/** A person's choice: a theme, or the system's. */
export type ThemeChoice = 'light' | 'dark' | 'system';

const STORAGE_KEY = 'cms-theme';
const CHOICES: ThemeChoice[] = ['system', 'light', 'dark'];
/** The design system's theme, with enough contrast between a hovered button and its white text (4.7:1 instead of 3.4:1). */
const readable = (theme: StrapiTheme): StrapiTheme => ({ ...theme, colors: { ...theme.colors, buttonPrimary500: '#5f5cff' } });
const LIGHT = readable(lightTheme);
const DARK = readable(darkTheme);

/** The design system animates dialogs, menus and accordions even if the system asks for reduced motion. */
const LessMotion = createGlobalStyle`
  @media (prefers-reduced-motion: reduce) {
    *, *::before, *::after {
      animation-duration: 1ms !important;
      animation-iteration-count: 1 !important;
      transition-duration: 1ms !important;
      scroll-behavior: auto !important;
    }
  }
`;

const ThemeContext = createContext<{ choice: ThemeChoice; choose(choice: ThemeChoice): void } | null>(null);

function storedChoice(): ThemeChoice {
  const stored = localStorage.getItem(STORAGE_KEY) as ThemeChoice;
  return CHOICES.includes(stored) ? stored : 'system';
}

/** Provides the design system's theme: the chosen one, or the system's, following its changes. */
export function PanelThemeProvider({ children }: { children: ReactNode }) {
  const { language } = useLanguage();
  const [choice, setChoice] = useState(storedChoice);
  const [systemIsDark, setSystemIsDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);

  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setSystemIsDark(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);

  useEffect(() => onStored(STORAGE_KEY, () => setChoice(storedChoice())), []);

  const theme = (choice === 'system' ? systemIsDark : choice === 'dark') ? DARK : LIGHT;
  useEffect(() => {
    document.documentElement.style.colorScheme = theme === DARK ? 'dark' : 'light';
  }, [theme]);

  const value = useMemo(
    () => ({
      choice,
      choose(next: ThemeChoice) {
        localStorage.setItem(STORAGE_KEY, next);
        setChoice(next);
      },
    }),
    [choice],
  );

  return (
    <ThemeContext.Provider value={value}>
      <DesignSystemProvider theme={theme} locale={language}>
        <LessMotion />
        {children}
      </DesignSystemProvider>
    </ThemeContext.Provider>
  );
}

/** The chosen theme, and a function to choose another. */
export function useThemeChoice() {
  const value = useContext(ThemeContext);
  if (!value) throw new Error('`useThemeChoice` must be used within `PanelThemeProvider`');
  return value;
}
