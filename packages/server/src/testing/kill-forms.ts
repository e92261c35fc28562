// Suites that kill a server have two forms: what tells most, in npm test, and all of it, in
// npm run bench -- write-kills.

/** Of all places to kill at, those of the form that runs. */
export function killsOf<T>(all: readonly T[], isTelling: (one: T) => boolean): readonly T[] {
  return process.env.KILLS === 'all' ? all : all.filter(isTelling);
}
