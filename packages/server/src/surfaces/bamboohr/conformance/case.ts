// Conformance with the emulated API: cases that run against any base URL, ours or the real one.
// Nothing here knows our server; what a case proves is what a client sees.
import type { Caller } from './caller.ts';

export interface Case {
  /** Lasting name: area, dot, subject. */
  id: string;
  /** The sentence that it proves. */
  proves: string;
  /** Where the fact sheet has it: section and evidence tag. */
  evidence: string;
  /** Whether recorded traffic or the official documentation shows it, or we only believe it. */
  standing: 'proven' | 'believed';
  /** Writes to the company: left out when a run must not. */
  writes: boolean;
  run(caller: Caller): Promise<void>;
}

type Run = Case['run'];

/** A table of cases of one area: `prove` what a source shows, `believe` what none does. */
export function area(name: string) {
  const cases: Case[] = [];
  const add = (standing: Case['standing'], writes: boolean) => {
    return (subject: string, proves: string, evidence: string, run: Run): void => {
      cases.push({ id: `${name}.${subject}`, proves, evidence, standing, writes, run });
    };
  };
  return {
    cases,
    prove: add('proven', false),
    believe: add('believed', false),
    proveByWriting: add('proven', true),
    believeByWriting: add('believed', true),
  };
}
