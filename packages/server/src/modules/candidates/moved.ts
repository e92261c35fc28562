import { JoineryError } from '@joinery/sdk';

/** What is asked for was merged into another record, whose id it names. */
export function mergedInto(noun: string, movedTo: string): JoineryError {
  return new JoineryError('candidates.merged', `This ${noun} was merged into ${movedTo}.`, {
    details: { movedTo },
  });
}

/** Where the record is that the error is about, when it was merged. */
export function movedToOf({ code, details }: JoineryError): string | undefined {
  return code === 'candidates.merged' && typeof details.movedTo === 'string' ? details.movedTo : undefined;
}

/** What came to a stub would be kept for ever: nobody is erased twice. */
export function erased(): JoineryError {
  return new JoineryError(
    'candidates.erased',
    'This candidate was erased, and nothing is written to what is left of them. Add them anew if they came back.',
  );
}
