import type { User } from '@joinery/sdk';

export const nameOfUser = (user: Pick<User, 'firstName' | 'lastName' | 'email' | 'number'>): string =>
  `${user.firstName} ${user.lastName}`.trim() || user.email || `User ${user.number}`;
