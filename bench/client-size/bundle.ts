import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const rolldown = fileURLToPath(new URL('../../node_modules/rolldown/bin/cli.mjs', import.meta.url));

/** Makes one minified file of a module and everything it imports, and gives its path. */
export function bundle(entry: string, folder: string): string {
  const file = join(folder, 'bundles', basename(entry));
  const options = ['--format', 'esm', '--platform', 'node', '--minify', '--log-level', 'silent'];
  execFileSync(process.execPath, [rolldown, entry, ...options, '--file', file], {
    cwd: folder,
    stdio: 'pipe',
  });
  return file;
}

export function sizesOf(file: string): { plain: number; gzip: number; brotli: number } {
  const bytes = readFileSync(file);
  return {
    plain: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
  };
}
