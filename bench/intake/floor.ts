// The floor: the same HTTP framework, the same schema of the body and the same driver, with one INSERT
// that commits by itself. No identity, no rights, no job, no events, no rows of other tables.
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import pg from 'pg';
import { z } from 'zod';
import { type CandidateInput, candidateInput } from '../../packages/sdk/src/index.ts';

const pool = new pg.Pool({ ...JSON.parse(process.argv[2] ?? '{}'), max: 16 });
const insert = {
  name: 'insert',
  text: `insert into floor_candidates (name, email, phone, city, source, job) values ($1, $2, $3, $4, $5, $6)
         returning id`,
};
const app = Fastify({ logger: false });
app.setValidatorCompiler(validatorCompiler);
app.setSerializerCompiler(serializerCompiler);
app.post(
  '/candidates',
  { schema: { body: candidateInput, response: { 201: z.object({ id: z.string() }) } } },
  async (request, reply) => {
    const { name, email, phone, city, source, jobId } = request.body as CandidateInput;
    const { rows } = await pool.query({ ...insert, values: [name, email, phone, city, source, jobId] });
    return reply.code(201).send({ id: String(rows[0].id) });
  },
);
await app.listen({ host: '127.0.0.1', port: 0 });
process.send?.((app.server.address() as AddressInfo).port);
process.once('disconnect', () => process.exit());
