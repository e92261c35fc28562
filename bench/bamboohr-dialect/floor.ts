// The floor: the least that has to be done to answer the same bytes out of PostgreSQL. One process,
// one prepared statement for each request, no identity, no rights, no catalogue, no company.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

const pool = new pg.Pool({ ...JSON.parse(process.argv[2] ?? '{}'), max: 16 });
const types = { 'content-type': 'application/json' };

const server = createServer(async (request, response) => {
  const [, number] = /^\/employees\/(\d+)/.exec(request.url ?? '') ?? [];
  if (number !== undefined) {
    const { rows } = await pool.query({
      name: 'employee',
      text: 'select answer from floor_employees where number = $1',
      values: [number],
    });
    response.writeHead(200, types).end(rows[0].answer);
    return;
  }
  const { rows } = await pool.query({
    name: 'directory',
    text: 'select answer from floor_directory order by place',
  });
  response.writeHead(200, types);
  for (const { answer } of rows) response.write(answer);
  response.end();
});

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());
