import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { dependencies, peerDependencies } = JSON.parse(readFileSync(here('../package.json'), 'utf8'));
const installed = Object.keys({ ...dependencies, ...peerDependencies });

/**
 * Builds the admin half for Strapi's own panel into dist/admin: a module that the panel's build takes in, in both module systems.
 * What the package depends on stays outside of it, so that the panel has one React and one design system.
 */
export default defineConfig({
  root: here('.'),
  plugins: [react()],
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
