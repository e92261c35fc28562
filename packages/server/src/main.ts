// Starts and stops the whole server as one process.
import type { AddressInfo } from 'node:net';
import { JoineryError } from '@joinery/sdk';
import type { FastifyInstance } from 'fastify';
import { openContext, type Progress } from './app.ts';
import type { Config } from './config.ts';
import { duringFirstRun } from './db/unfinished-demo.ts';
import { type FirstRun, prepareFirstRun } from './modules/demo/first-run.service.ts';
import { ownUrl, rememberOwnUrl } from './modules/installation/installation.service.ts';
import { removeUnfinishedSandboxes } from './modules/sandboxes/sandboxes.service.ts';
import { type Relay, startRelay } from './modules/webhooks/webhook-relay.service.ts';
import type { Log } from './platform/log.ts';
import { buildSurfaces } from './surfaces/surfaces.ts';

export interface RunningServer {
  url: string;
  /** What the first start made, or undefined at later ones. */
  firstRun: FirstRun | undefined;
  stop(): Promise<void>;
}

/**
 * Opens the database, listens, makes the demo on an empty database, and starts working.
 *
 * @throws JoineryError `config.cannot_listen` and whatever opening the database throws
 */
export async function startServer(config: Config, log: Log, progress: Progress): Promise<RunningServer> {
  const opened = await openContext(config, log, progress);
  const { context } = opened;
  let ready = false;
  let http: FastifyInstance | undefined;
  let relay: Relay | undefined;
  const stop = async () => {
    ready = false;
    await http?.close();
    await relay?.stop();
    await opened.close();
  };
  try {
    http = await buildSurfaces(context, { isReady: () => ready });
    const port = await listen(http, config);
    opened.listensOn(port);
    const url = ownUrl(context);
    await rememberOwnUrl(context, { ownUrl: url, ownPort: port });
    const firstRun = await duringFirstRun(opened.ownerConnection, (cleared) => {
      if (cleared) progress('Removed a demo that was cut off while it was made');
      return prepareFirstRun(context, progress);
    });
    for (const slug of await removeUnfinishedSandboxes(context))
      progress(`Removed the sandbox company ${slug}, which was cut off while it was made`);
    await context.engine.start({ worker: true });
    relay = startRelay(context);
    ready = true;
    return { url, firstRun, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function listen(http: FastifyInstance, { host, port }: Config): Promise<number> {
  try {
    await http.listen({ host, port });
    return (http.server.address() as AddressInfo).port;
  } catch (cause) {
    throw listenFailure(cause as NodeJS.ErrnoException, host, port);
  }
}

function listenFailure(cause: NodeJS.ErrnoException, host: string, port: number): JoineryError {
  const problems: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken by another program. Stop that program, or choose another port: JOINERY_PORT=${port + 1} npm start`,
    EACCES: `This user may not listen on port ${port}. Choose one above 1023: JOINERY_PORT=8420`,
    EADDRNOTAVAIL: `This machine does not have the address ${host}. Set JOINERY_HOST to one that it has, such as 127.0.0.1.`,
  };
  const message = problems[cause.code ?? ''] ?? `Cannot listen on ${host}:${port}: ${cause.message}`;
  return new JoineryError('config.cannot_listen', message, { cause });
}
