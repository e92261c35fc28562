// Bugs that somebody could write into the sending of hires, and the tests that have to notice.
import type { Bug } from '../planted-bugs.ts';

const modules = 'packages/server/src/modules';
const connector = 'packages/connectors/src/bamboohr';
const rules = `${modules}/sendings/sendings.test.ts`;
const hireRules = `${modules}/hires/hires.test.ts`;
/** Cases of the writing half of the matrix. */
const writing = (name: string): string => `hire-faults:${name}`;
const kills = `${modules}/hires/send-hire.int.test.ts`;
const crash = `${modules}/hires/hires-crash.int.test.ts`;
const freezes = `${modules}/hires/hire-freezes.int.test.ts`;
const wire = `${modules}/hires/hire-wire.int.test.ts`;
const recorded = 'packages/server/src/testing/recorded-before-sent.int.test.ts';
const approvals = `${modules}/approvals/approvals.test.ts`;
const approvalCourses = `${modules}/approvals/approvals.int.test.ts`;

export const hireBugs: Bug[] = [
  {
    name: 'blind re-POST: what may have happened is sent again at once',
    file: `${modules}/sendings/sendings.ts`,
    find: "    case 'ambiguous':\n      return { do: 'wait', ms: timing.quietMs, because: 'quiet' };",
    plant: "    case 'ambiguous':\n      return { do: 'send' };",
    tests: [writing('F4 the connection is reset, after accepted: create')],
  },
  {
    name: 'record after send: a write is on the wire before its receipt says so',
    file: `${modules}/sendings/sendings.service.ts`,
    find: '  const begun = await whileSendable(run, book, (tx) => recordSending(tx, run, book, number));',
    plant:
      '  const early = await settle(write);\n  if (early !== undefined) write.send = async () => { if ("error" in early) throw early.error; return early.value; };\n  const begun = await whileSendable(run, book, (tx) => recordSending(tx, run, book, number));',
    tests: [recorded, writing('F13 200 with no body, during answer though it was done: row')],
  },
  {
    name: 'record beside send: a write does not wait for its receipt to be committed',
    file: `${modules}/sendings/sendings.service.ts`,
    find: '  const begun = await whileSendable(run, book, (tx) => recordSending(tx, run, book, number));',
    plant:
      '  const soon = whileSendable(run, book, (tx) => recordSending(tx, run, book, number));\n  const early = await settle(write);\n  const begun = await soon;\n  if (early !== undefined) write.send = async () => { if ("error" in early) throw early.error; return early.value; };',
    tests: [recorded],
  },
  {
    name: 'lost lease still writing: whoever lost a run records its end',
    file: `${modules}/sendings/sendings.service.ts`,
    find: '    await run.ctx.assertStillOwner(tx);\n',
    plant: '',
    also: {
      file: `${modules}/sendings/sendings.service.ts`,
      find: 'if (receipt.fence !== fence)',
      plant: 'if (receipt.fence < 0)',
    },
    tests: [writing('F33 another process has the work when the answer comes, during answer: row'), kills],
  },
  {
    name: 'lease lost at the gate: who was frozen there sends when it is woken',
    file: `${modules}/connections/connection-gate.service.ts`,
    find: "if (hasWaited || method !== 'GET') await wish?.renew();",
    plant: "if (hasWaited && method === 'GET') await wish?.renew();",
    also: {
      file: `${modules}/connections/connection-gate.service.ts`,
      find: 'if (!isOld()) return;',
      plant: 'if (isOld() !== undefined) return;',
    },
    tests: [freezes],
  },
  {
    name: 'search failure read as absent',
    file: `${modules}/sendings/sendings.ts`,
    find: 'return afterFailedLook(start, facts, last.failure, timing);',
    plant:
      "return last.failure.blocked ? afterFailedLook(start, facts, last.failure, timing) : { do: 'send' };",
    tests: [rules, writing('F10 the answer is lost, and looking always fails, looking: create')],
  },
  {
    name: 'a search that could not see everything is read as absent',
    file: `${modules}/sendings/sendings.ts`,
    find: "return start.repeatable ? afterAbsent(start, facts, timing) : { do: 'ask', why: 'cannot_look' };",
    plant: 'return afterAbsent(start, facts, timing);',
    tests: [writing('F16 the answer is lost, and half of the list is shown as if it were all')],
  },
  {
    name: 'cut list as absent',
    file: `${modules}/hires/hires.ts`,
    find: "return { answer: unseen || isCut ? 'unknown' : 'absent' };",
    plant: "return { answer: unseen ? 'unknown' : 'absent' };",
    tests: [hireRules, writing('F16 the answer is lost, and half of the list is shown as if it were all')],
  },
  {
    name: 'quiet time skipped',
    file: `${modules}/sendings/sendings.ts`,
    find: "    case 'ambiguous':\n      return { do: 'wait', ms: timing.quietMs, because: 'quiet' };",
    plant: "    case 'ambiguous':\n      return { do: 'look' };",
    tests: [rules, writing('F6 it is done late, within the quiet time, after accepted: create')],
  },
  {
    name: 'second negative search skipped',
    file: `${modules}/sendings/sendings.ts`,
    find: 'if (missesSinceUncertain(facts) < 2)',
    plant: 'if (missesSinceUncertain(facts) < 1)',
    tests: [writing('F16 the answer is lost, and the first list does not have them yet')],
  },
  {
    name: 'a third sending after two lost answers',
    file: `${modules}/sendings/sendings.ts`,
    find: "if (uncertain > 1) return { do: 'ask', why: 'still_uncertain' };",
    plant: "if (uncertain > 9) return { do: 'ask', why: 'still_uncertain' };",
    tests: [writing('F4 the connection is reset twice, during request: create')],
  },
  {
    name: 'marker not sent',
    file: `${connector}/map.ts`,
    find: '...(markerField === null ? {} : { [markerField]: marker }) };',
    plant: '...(markerField === null || marker !== undefined ? {} : { [markerField]: marker }) };',
    tests: [
      'packages/connectors/src/bamboohr/bamboohr.test.ts',
      writing('F4 the connection is reset, after accepted: create'),
    ],
  },
  {
    name: 'wrong company marker: companies share the markers of their applications',
    file: `${modules}/hires/hires.ts`,
    find: 'export function markerOf(companyId: string, applicationId: string): string {\n',
    plant:
      "export function markerOf(companyId: string, applicationId: string): string {\n  companyId = '';\n",
    tests: [hireRules],
  },
  {
    name: 'row added without compare',
    file: `${modules}/hires/hires.ts`,
    find: "  const equal = rows.find(({ fit }) => fit === 'equal');\n  if (equal !== undefined) return",
    plant:
      "  const equal = rows.find(({ fit, id }) => fit === 'equal' && id === '');\n  if (equal !== undefined) return",
    tests: [writing('F4 the connection is reset, after accepted: row')],
  },
  {
    name: 'file uploaded twice',
    file: `${modules}/hires/hires.ts`,
    find: 'file.sizes.includes(bytes)',
    plant: 'file.sizes.includes(bytes + 1)',
    tests: [writing('F4 the connection is reset, after accepted: file')],
  },
  {
    name: 'receipt of another attempt: a sending that a kill cut short counts as never sent',
    file: `${modules}/sendings/sendings.service.ts`,
    find: 'if (receipt.attempts < number) return undefined;',
    plant: "if (receipt.attempts < number || receipt.state === 'sending') return undefined;",
    tests: [crash, kills],
  },
  {
    name: 'two hires of one person at once both sent',
    file: `${modules}/hires/hire-person-phases.ts`,
    find: 'mayBeOnePerson(hire.fields, fields))?.id;',
    plant: 'mayBeOnePerson(hire.fields, fields) && fields === undefined)?.id;',
    tests: [`${crash} > never become two employees`],
  },
  {
    name: 'a Location outside the company is believed',
    file: 'packages/bamboohr/src/transport/address.ts',
    find: 'if (url === undefined || !address.owns(url))',
    plant: 'if (url === undefined)',
    tests: [
      'packages/bamboohr/src/transport/address.test.ts',
      'packages/bamboohr/src/resources/employees.test.ts',
      writing('F17 a Location at another host'),
    ],
  },
  {
    name: 'an employee without our marker is taken for ours',
    file: `${modules}/hires/hires.ts`,
    find: "if (proof.marker === 'ours') return",
    plant: "if (proof.marker !== 'other') return",
    tests: [hireRules, writing('F17 a Location that names somebody else')],
  },
  {
    name: 'a Retry-After of ten years is waited for',
    file: 'packages/bamboohr/src/transport/retry.ts',
    find: 'return seconds >= 1 && seconds <= maxRetryAfterSeconds ? seconds : null;',
    plant: 'return seconds >= 1 ? seconds : null;',
    tests: ['packages/bamboohr/src/transport/retry.test.ts'],
  },
  {
    name: 'what was refused is sent again',
    file: `${modules}/sendings/sendings.ts`,
    find: "    case 'refused':\n      return { do: 'fail' };",
    plant: "    case 'refused':\n      return { do: 'wait', ms: 1, because: 'unreachable' };",
    tests: [rules],
  },
  {
    name: 'approval by the asker',
    file: `${modules}/approvals/approvals.ts`,
    find: "if (authors.some((author) => personOf(author) === personOf(user))) return 'own';",
    plant: "if (authors.length < 0) return 'own';",
    tests: [approvals, approvalCourses],
  },
  {
    name: 'approval replay: an answer to other words counts',
    file: `${modules}/approvals/approvals.service.ts`,
    find: 'if (contentHash === row.contentHash && contentHash === contentHashOf(row)) return;',
    plant: "if (contentHash !== '' || contentHash === contentHashOf(row)) return;",
    tests: [approvalCourses],
  },
  {
    name: 'edited approval kept: answers to an earlier version count',
    file: `${modules}/approvals/approvals.ts`,
    find: '      !answer.isLapsed &&\n      answer.version === present.version &&\n      answer.contentHash === present.contentHash &&',
    plant: '      answer.version <= present.version &&',
    tests: [approvals, approvalCourses],
  },
  {
    name: 'step order broken: rows are written before it is known who it is',
    file: `${modules}/hires/hire-phases.ts`,
    find: '    createEmployee,\n    reactivate,\n    readBack,\n    employmentStatus,\n    jobInfo,',
    plant: '    createEmployee,\n    employmentStatus,\n    jobInfo,\n    reactivate,\n    readBack,',
    tests: [`${modules}/hires/hire-phases.test.ts`, wire],
  },
  {
    name: 'mapping drops a value that it cannot write, and says nothing',
    file: `${modules}/hire-mappings/evaluate-mapping.ts`,
    find: '      problems.push({ field: rule.to, ...outcome.problem });\n      continue;',
    plant: '      continue;',
    tests: [`${modules}/hire-mappings/evaluate-mapping.test.ts`],
  },
  {
    name: 'preview differs from what is sent',
    file: `${modules}/hires/hire-preview.service.ts`,
    find: 'fields: completeFields(request.fields), approved },',
    plant: "fields: completeFields({ ...request.fields, employmentStatus: 'Full-Time' }), approved },",
    tests: [wire],
  },
  {
    name: 'cancelled hire sent all the same',
    file: `${modules}/hires/hire-delivery.service.ts`,
    find: 'maySend: (tx) => isOurs(tx, run),',
    plant: 'maySend: async () => true,',
    tests: [`${kills} > is never sent`],
  },
  {
    name: 'a full disk between sending and recording loses the hire',
    file: 'packages/server/src/engine/database-trouble.ts',
    find: 'const passingStates = /^(08...|53...|',
    plant: 'const passingStates = /^(08...|',
    tests: [writing('F32 our database: its disk is full when the answer comes, during answer: create')],
  },
  {
    name: 'an employee who was made twice is not told of',
    file: `${modules}/hires/hire-findings.ts`,
    find: 'if (employees.length > 1) return',
    plant: 'if (employees.length > 2) return',
    tests: [writing('F6 it is done late, after it was sent again, after accepted: create')],
  },
  {
    name: 'a connection that was never made counts as one that was lost',
    file: 'packages/bamboohr/src/transport/faults.ts',
    find: "  if (connecting && connectCodes.has(code)) return { reason: 'connect', notSent: true };\n",
    plant: '',
    tests: ['packages/bamboohr/src/transport/faults.test.ts'],
  },
];
