// Words about hires that more than one question to people uses. Pure.

/** `job_info` as people read it. */
export function stepWords(step: string): string {
  return step.replaceAll('_', ' ');
}

/** `jobTitle` and `other.shirtSize` as people read them. */
export function fieldLabel(name: string): string {
  const words = name
    .replace(/^other\./, '')
    .replace(/([a-z])([A-Z0-9])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
