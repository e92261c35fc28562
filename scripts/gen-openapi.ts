// surfaces/api/openapi.json from the route tables of the native API.
import { describeNativeApi } from '../packages/server/src/surfaces/api/describe.ts';
import { publish } from './lib/generated.ts';

const document = await describeNativeApi();
publish('packages/server/src/surfaces/api/openapi.json', `${JSON.stringify(document, null, 2)}\n`);
