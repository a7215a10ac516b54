import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import ts from 'typescript';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { dependencies, peerDependencies } = JSON.parse(readFileSync(here('../package.json'), 'utf8'));
const installed = Object.keys({ ...dependencies, ...peerDependencies });

/** Not by the entry itself, whose default export is another one to Node than to bundlers. */
const ES_TYPES = `import type { PanelPlugin } from './panel-app.js';
declare const plugin: PanelPlugin;
export default plugin;
`;

/** Writes the types of the entry beside it: those of its source, and the same for the ES module. */
function entryTypes(): Plugin {
  return {
    name: 'entry-types',
    generateBundle({ format }) {
      if (format === 'es') {
        this.emitFile({ type: 'asset', fileName: 'index.d.mts', source: ES_TYPES });
        return;
      }
      for (const name of ['index', 'panel-app']) {
        const source = readFileSync(here(`src/${name}.ts`), 'utf8');
        const { outputText, diagnostics = [] } = ts.transpileDeclaration(source, { fileName: `${name}.ts`, reportDiagnostics: true });
        for (const { messageText } of diagnostics) this.error(ts.flattenDiagnosticMessageText(messageText, ' '));
        this.emitFile({ type: 'asset', fileName: `${name}.d.ts`, source: outputText });
      }
    },
  };
}

/**
 * Builds the admin half for Strapi's own panel into dist/admin: a module that the panel's build takes in, in both module systems.
 * What the package depends on stays outside of it, so that the panel has one React and one design system.
 */
export default defineConfig({
  root: here('.'),
  plugins: [react(), entryTypes()],
  build: {
    outDir: here('../dist/admin'),
    emptyOutDir: true,
    minify: false,
    target: 'es2022',
    lib: {
      entry: here('src/index.ts'),
      formats: ['es', 'cjs'],
      fileName: (format) => (format === 'es' ? 'index.mjs' : 'index.js'),
    },
    rollupOptions: {
      external: (id) => installed.some((name) => id === name || id.startsWith(`${name}/`)),
      output: { exports: 'named' },
    },
  },
});
