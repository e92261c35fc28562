// What somebody has who changes DNS and a certificate authority and nothing else: TLS for the real
// name, in front of this server. Reached through an ordinary proxy, as HTTPS_PROXY names one.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

export interface Front {
  /** For HTTPS_PROXY. */
  url: string;
  /** The certificate that has to be trusted. */
  certificate: string;
  close(): void;
}

interface SelfSigned {
  generate(attributes: object[], options: object): Promise<{ private: string; cert: string }>;
}

const name = 'api.bamboohr.com';

export async function openFront(port: number, load: (name: string) => unknown): Promise<Front> {
  const { generate } = load('selfsigned') as SelfSigned;
  const pair = await generate([{ name: 'commonName', value: name }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
    ],
  });
  const sockets = new Set<Socket>();
  const kept = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    return socket;
  };
  const tls = createTlsServer({ key: pair.private, cert: pair.cert }, (secure) => {
    const inner = kept(connect(port, '127.0.0.1'));
    kept(secure).pipe(inner).pipe(secure);
  });
  const proxy = createServer();
  proxy.on('connect', ({ url }, socket: Socket) => {
    kept(socket);
    if (url !== `${name}:443`) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    return tls.emit('connection', socket);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    certificate: pair.cert,
    close: () => {
      proxy.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
