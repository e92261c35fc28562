import { ApiError } from '@joinery/sdk';

/** Whether a sign-in was refused only because the person has users in several companies. */
export function asksForCompany(error: unknown): boolean {
  return error instanceof ApiError && error.issues.some((issue) => /(^|[./])company$/.test(issue.path));
}
