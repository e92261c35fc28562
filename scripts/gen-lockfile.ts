// package-lock.json, completed: see lib/lockfile.ts. A complete one stays as it is.
import { readFileSync } from 'node:fs';
import { publish } from './lib/generated.ts';
import { completeLockfile, type Lockfile } from './lib/lockfile.ts';

const text = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8');
publish('package-lock.json', `${JSON.stringify(completeLockfile(JSON.parse(text) as Lockfile), null, 2)}\n`);
