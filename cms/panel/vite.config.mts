import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './precompress.mjs';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Builds the panel into dist/panel, with one chunk per page and every file precompressed. The design system depends on a code editor and on
 * all of lodash; the panel shows no code and needs three functions, so both are replaced.
 */
export default defineConfig({
  root: here('.'),
  base: '/admin/',
  plugins: [react(), precompress()],
  resolve: {
    alias: [
      { find: '@strapi/strapi/admin', replacement: here('strapi-admin.ts') },
      { find: /^lodash$/, replacement: here('replacements/lodash.ts') },
      { find: /^@(uiw\/react-codemirror|codemirror\/(lang-json|state|view))$/, replacement: here('replacements/code-editor.ts') },
    ],
  },
  build: {
    outDir: here('../../dist/panel'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rollupOptions: {
      onwarn(warning, report) {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') report(warning);
      },
    },
  },
});
