// What may import what, and what may be used where: DESIGN.md section 4 and house-rules 12,
// rows 3 and 4, as tables. The first matching layer decides where a file stands.
import type { Import } from './imports.ts';

export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  path: string;
  text: string;
  imports: (Import & { target: string | undefined })[];
}

export interface Violation {
  path: string;
  line: number;
  message: string;
}

/**
 * Our packages that each package may import. The server does not know the BambooHR client: its own
 * BambooHR dialect and that client meet over HTTP only, else they would agree with each other.
 */
export const packageImports: Record<string, string[]> = {
  sdk: [],
  bamboohr: [],
  connectors: ['sdk', 'bamboohr'],
  server: ['sdk', 'connectors'],
  console: ['sdk'],
};

/** Inside the server, a layer may import itself and what stands after it. */
export const serverLayers: { name: string; pattern: RegExp }[] = [
  { name: 'cli', pattern: /^packages\/server\/src\/(cli\/|main\.ts|app\.ts|index\.ts)/ },
  { name: 'surfaces', pattern: /^packages\/server\/src\/surfaces\// },
  { name: 'modules', pattern: /^packages\/server\/src\/modules\// },
  { name: 'engine', pattern: /^packages\/server\/src\/engine\// },
  { name: 'db', pattern: /^packages\/server\/src\/db\// },
  { name: 'config', pattern: /^packages\/server\/src\/config\.ts$/ },
  { name: 'platform', pattern: /^packages\/server\/src\/platform\// },
];

/** Imports that point up, each with its reason. */
export const allowedUpward: { from: string; to: string; reason: string }[] = [
  {
    from: 'packages/server/src/db/migrate.ts',
    to: 'packages/server/src/engine/install.ts',
    reason: 'one migration brings the tables of the product and of the engine up together',
  },
];

interface Ban {
  what: string;
  /** Files that the ban is about. */
  within: RegExp;
  except?: RegExp;
  banned: (one: SourceFile['imports'][number], file: SourceFile) => boolean;
}

const sockets = /^(node:)?(net|tls|http|https|http2|dgram)$|^(undici|ws|axios|node-fetch)$/;
const folderOf = (path: string, parent: string): string | undefined =>
  new RegExp(`^packages/[a-z]+/src/${parent}([^/]+)/`).exec(path)?.[1];

/** Imports that are wrong although their direction is right. */
export const importBans: Ban[] = [
  {
    what: 'only modules, and what puts the server together, know connectors',
    within: /^packages\/server\/src\//,
    except: /^packages\/server\/src\/(modules\/|cli\/|app\.ts|main\.ts)/,
    banned: ({ specifier }) => specifier.startsWith('@joinery/connectors'),
  },
  {
    what: 'one surface knows nothing of another',
    within: /^packages\/server\/src\/surfaces\/[^/]+\//,
    banned: ({ target }, { path }) => {
      const other = folderOf(target ?? '', 'surfaces/');
      return other !== undefined && other !== folderOf(path, 'surfaces/');
    },
  },
  {
    what: 'a repository is called by its own module only',
    within: /^packages\/server\/src\//,
    banned: ({ target }, { path }) =>
      target?.endsWith('.repository.ts') === true &&
      target.replace(/[^/]+$/, '') !== path.replace(/[^/]+$/, ''),
  },
  {
    what: 'a provider’s folder is entered through its index.ts',
    within: /^packages\/connectors\/src\//,
    banned: ({ target }, { path }) => {
      const other = folderOf(target ?? '', '');
      return (
        other !== undefined &&
        other !== 'testing' &&
        other !== folderOf(path, '') &&
        !/\/index\.ts$/.test(target ?? '')
      );
    },
  },
  {
    what: 'no HTTP in modules and engine',
    within: /^packages\/server\/src\/(modules|engine)\//,
    banned: ({ specifier }) => sockets.test(specifier) || /^(fastify|@fastify\/)/.test(specifier),
  },
  {
    what: 'sockets are opened in platform/egress only',
    within: /^packages\/(server|connectors)\/src\//,
    // The process that opens documents takes its sockets away from itself.
    except: /^packages\/server\/src\/platform\/(egress\/|documents\/reader-process\.ts$)/,
    banned: ({ specifier, typeOnly }) => sockets.test(specifier) && !typeOnly,
  },
  {
    what: 'SQL stands in *.repository.ts and db/ only',
    within: /^packages\/(server|connectors)\/src\//,
    // The engine opens its own connections and installs its own tables.
    except: /\.repository\.ts$|^packages\/server\/src\/db\/|^packages\/server\/src\/engine\//,
    banned: ({ specifier, typeOnly }) => !typeOnly && /^(pg|kysely)(\/|$)/.test(specifier),
  },
  {
    what: 'the engine’s SQL stands in *.repository.ts and install.ts',
    within: /^packages\/server\/src\/engine\//,
    except: /\.repository\.ts$|\/install\.ts$/,
    banned: ({ specifier, names }) => specifier === 'kysely' && names.includes('sql'),
  },
  {
    what: 'code for tests is imported by tests only',
    within: /^packages\/[a-z]+\/src\//,
    banned: ({ target }) => /\/(testing|conformance)\//.test(target ?? ''),
  },
];

/** Texts that may not stand in some files. */
export const textBans: { what: string; within: RegExp; except?: RegExp; pattern: RegExp }[] = [
  {
    what: 'the environment is read in config.ts only',
    within: /^packages\/(server|connectors|sdk|bamboohr)\/src\//,
    except: /^packages\/server\/src\/config\.ts$/,
    pattern: /\bprocess\.env\b|\bimport\.meta\.env\b/,
  },
  {
    what: 'sockets are opened in platform/egress only: no fetch here',
    within: /^packages\/(server|connectors)\/src\//,
    except: /^packages\/server\/src\/platform\/egress\//,
    pattern: /(?<![.\w])fetch\s*\(|\bglobalThis\.fetch\b/,
  },
];

/** Names that say nothing. */
export const bannedNames = /(^|\/)(utils?|helpers?|common|misc|manager|base|data|process)\.[cm]?tsx?$/;

/** Files that every ban and direction leaves alone: they stand outside the product. */
export const testFiles = /\.test\.tsx?$|\.e2e\.ts$|\/(testing|conformance)\//;
