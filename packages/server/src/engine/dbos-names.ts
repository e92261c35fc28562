/** The schema of the workflow tables, in the application's own database. */
export const systemSchema = 'dbos';

export const applicationName = 'joinery';

/**
 * Work belongs to the version that enqueued it and is run by processes of the same version only.
 * Approvals wait for days and outlive releases, so this never changes: what changes in a
 * workflow is guarded with `ctx.patched`.
 */
export const applicationVersion = 'joinery-1';
