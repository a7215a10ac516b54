import { createRoot } from 'react-dom/client';
import { Panel } from './app/panel';
import { loadMessages, StrapiApp } from './app/strapi-app';
import { registerOwnSettings } from './app/own-settings';
import { plugins } from './plugins';
import de from './translations/de.json';
import en from './translations/en.json';
import es from './translations/es.json';
import fr from './translations/fr.json';

async function start() {
  // Strapi tells plugins the address of the API here.
  Object.assign(window, { strapi: { backendURL: window.location.origin } });
  const app = new StrapiApp();
  registerOwnSettings(app);
  plugins.forEach((plugin) => plugin.register(app));
  const messages = await loadMessages({ en, de, es, fr }, plugins);
  createRoot(document.getElementById('root')!).render(<Panel app={app} messages={messages} />);
}

void start();
