/**
 * How long this process has computed since it began, in milliseconds: unlike the time of a clock, the
 * same however much the machine does beside it.
 */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
