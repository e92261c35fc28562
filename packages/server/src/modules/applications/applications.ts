import { JoineryError } from '@joinery/sdk';

export function noApplication(): JoineryError {
  return new JoineryError('applications.not_found', 'There is no such application.');
}
