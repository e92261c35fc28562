// Suites that kill a server have two forms: what tells most, in npm test, and all of it, in
// npm run bench -- write-kills.

export const isLongForm = (): boolean => process.env.KILLS === 'all';

/** Of all places to kill at, those of the form that runs. */
export function killsOf<T>(all: readonly T[], isTelling: (one: T) => boolean): readonly T[] {
  return isLongForm() ? all : all.filter(isTelling);
}
