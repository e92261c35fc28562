// Before tests that start servers: in a checkout that was never built they have no demo to make.
import { buildDemo } from './builds.mjs';

export default () => buildDemo(process.execPath);
