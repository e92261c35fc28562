// Completes a lockfile. npm leaves out an optional package that its registry does not have (a
// mirror may lack builds for other platforms), and then refuses its own lockfile in `npm ci`.

interface Entry {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

export interface Lockfile {
  packages: Record<string, Entry>;
}

/** The lockfile with an entry for every optional package that is pinned and names its platform. */
export function completeLockfile(lockfile: Lockfile): Lockfile {
  const packages = { ...lockfile.packages };
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lockfile.packages))
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const platform = platformOf(name);
      if (platform === undefined || !/^\d+\.\d+\.\d+/.test(version) || isLocked(packages, path, name))
        continue;
      packages[`node_modules/${name}`] = { version, ...platform, ...(dev ? { dev } : {}), optional: true };
    }
  const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { ...lockfile, packages: Object.fromEntries(sorted) };
}

/** As Node looks for a package: beside the importer, then in each folder above. */
function isLocked(packages: Record<string, Entry>, path: string, name: string): boolean {
  const parts = path.split(/(?:^|\/)node_modules\//);
  for (let depth = parts.length; depth > 0; depth -= 1) {
    const folder = parts.slice(0, depth).join('/node_modules/');
    if (`${folder}/node_modules/${name}`.replace(/^\//, '') in packages) return true;
  }
  return false;
}

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64'];

function platformOf(name: string): Pick<Entry, 'os' | 'cpu' | 'libc'> | undefined {
  const words = name.split(/[/-]/);
  const os = systems.find((one) => words.includes(one));
  const cpu = processors.find((one) => words.includes(one));
  if (os === undefined || cpu === undefined) return undefined;
  const libc = os !== 'linux' ? undefined : words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc';
  return { os: [os], cpu: [cpu], ...(libc === undefined ? {} : { libc: [libc] }) };
}
