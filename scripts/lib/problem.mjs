/** A sentence for the person at the terminal; printed without a stack. */
export class Problem extends Error {}
