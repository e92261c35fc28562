import { z } from 'zod';

/** What somebody does for a job. An external recruiter sees of it only people whom they brought. */
export const teamRole = z.enum(['hiring_manager', 'recruiter', 'interviewer', 'external_recruiter']);
export type TeamRole = z.infer<typeof teamRole>;

export const teamMember = z
  .object({ userId: z.string(), name: z.string(), role: teamRole })
  .meta({ id: 'TeamMember' });
export type TeamMember = z.infer<typeof teamMember>;

/** The whole team; whoever is not named does not see the job by it any more. */
export const teamInput = z.strictObject({
  members: z.array(z.strictObject({ userId: z.string().max(100), role: teamRole })).max(100),
});
export type TeamInput = z.infer<typeof teamInput>;

/** Somebody who can be put on a team. */
export const teamChoice = z
  .object({ userId: z.string(), name: z.string(), accessLevel: z.string(), external: z.boolean() })
  .meta({ id: 'TeamChoice' });
export type TeamChoice = z.infer<typeof teamChoice>;
