import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const COMPRESSIBLE = /\.(js|css|html|svg|json)$/;

/** Adds brotli and gzip copies of every file that shrinks, for the server to send as is. */
export function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        for (const [fileName, output] of Object.entries(bundle)) {
          if (!COMPRESSIBLE.test(fileName)) continue;
          const content = Buffer.from(output.type === 'chunk' ? output.code : output.source);
          const copies = {
            br: await promisify(brotliCompress)(content, {
              params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
            }),
            gz: await promisify(gzip)(content, { level: 9 }),
          };
          for (const [suffix, source] of Object.entries(copies)) {
            if (source.length < content.length) this.emitFile({ type: 'asset', fileName: `${fileName}.${suffix}`, source });
          }
        }
      },
    },
  };
}
