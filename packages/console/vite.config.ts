import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const pdfjs = dirname(fileURLToPath(import.meta.resolve('pdfjs-dist/package.json')));

/**
 * Puts the character maps, standard fonts and decoders of pdf.js beside the console, so that a résumé
 * with unembedded fonts or JPEG 2000 pictures is shown without a request to another site.
 */
function pdfResources(): Plugin {
  return {
    name: 'joinery-pdf-resources',
    apply: 'build',
    async closeBundle() {
      for (const folder of ['cmaps', 'standard_fonts', 'wasm']) {
        await cp(join(pdfjs, folder), join(here, 'dist/pdfjs', folder), { recursive: true });
      }
    },
  };
}

/** Writes every script and style once more, compressed, so that the server need not do it for each visitor. */
function compressedTwins(): Plugin {
  const assets = join(here, 'dist/assets');
  return {
    name: 'joinery-compressed-twins',
    apply: 'build',
    async closeBundle() {
      for (const name of await readdir(assets)) {
        if (!/\.(js|mjs|css)$/.test(name)) continue;
        const content = await readFile(join(assets, name));
        await writeFile(join(assets, `${name}.gz`), await promisify(gzip)(content, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  root: here,
  plugins: [react(), pdfResources(), compressedTwins()],
  resolve: { conditions: ['joinery-source', ...defaultClientConditions] },
  build: { outDir: 'dist', target: 'es2022', chunkSizeWarningLimit: 700 },
  server: {
    host: '127.0.0.1',
    proxy: { '/v1': 'http://127.0.0.1:8420' },
  },
});
