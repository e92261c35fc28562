import type { DLogger } from '@dbos-inc/dbos-sdk';
import { GlobalLogger } from '@dbos-inc/dbos-sdk/internal/telemetry/logs';
import type { Logger } from 'pino';

/** Hands DBOS's log lines to ours. Its news is of interest only to those who debug the engine. */
export function toLogger(log: Logger): DLogger {
  const line = (entry: unknown) => (entry instanceof Error ? entry.message : String(entry));
  return {
    debug: (entry) => log.trace(line(entry)),
    info: (entry) => log.debug(line(entry)),
    warn: (entry) => log.warn(line(entry)),
    // A failed workflow is logged with its error's message only: driver errors carry row values.
    error: (entry) => log.error(line(entry)),
  };
}

export function quietLog(): GlobalLogger {
  const ignore = () => undefined;
  const logger: DLogger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  return new GlobalLogger(undefined, { logger });
}
