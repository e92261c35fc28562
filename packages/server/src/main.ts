// Starts and stops the whole server as one process.
import type { AddressInfo } from 'node:net';
import { JoineryError } from '@joinery/sdk';
import { buildApp, openContext, type Progress } from './app.ts';
import type { Config } from './config.ts';
import { followOwnUrl } from './modules/connections/connections.service.ts';
import { prepareFirstRun } from './modules/demo/first-run.service.ts';
import { rememberOwnUrl } from './modules/installation/installation.service.ts';
import type { Log } from './platform/log.ts';

export interface RunningServer {
  url: string;
  stop(): Promise<void>;
}

/**
 * Opens the database, listens, makes the demo on an empty database, and starts working.
 *
 * @throws JoineryError `config.port_taken` and whatever opening the database throws
 */
export async function startServer(config: Config, log: Log, progress: Progress): Promise<RunningServer> {
  const opened = await openContext(config, log, progress);
  const { context } = opened;
  try {
    const http = await buildApp(context);
    const port = await listen(http, config);
    opened.listensOn(port);
    const url = config.publicUrl ?? `http://localhost:${port}`;
    await followOwnUrl(context, await rememberOwnUrl(context, url), url);
    await context.engine.start({ worker: true });
    await prepareFirstRun(context, url, progress);
    http.ready.set(true);
    return {
      url,
      stop: async () => {
        http.ready.set(false);
        await http.close();
        await opened.close();
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
