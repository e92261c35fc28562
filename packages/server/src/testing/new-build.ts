// The build after this one: a copy of the sources whose sending of hires has one step more, made as
// docs/guides/changing-workflows.md prescribes. It runs from its own folder, as a process image of its own.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const copied = ['sdk', 'bamboohr', 'connectors', 'server'];
const server = 'packages/server/src';
const hires = `${server}/modules/hires`;

interface Edit {
  file: string;
  find: string;
  put: string;
}

/** The added step looks once more at the employee when all of it is there. */
export const addedStep = 'last_look';
/** What the run does without a receipt of its own. */
export const addedNote = 'last-note';

const edits: Edit[] = [
  {
    file: 'packages/sdk/src/schemas/hires.ts',
    find: "  'extra_fields',\n  'write_back',\n",
    put: `  'extra_fields',\n  '${addedStep}',\n  'write_back',\n`,
  },
  {
    file: `${hires}/hire-plan.ts`,
    find: '    write_back: true,\n',
    put: `    ${addedStep}: true,\n    write_back: true,\n`,
  },
  {
    file: `${hires}/hire-phases.ts`,
    find: '    extraFields,\n',
    put: `    extraFields,\n    { ...readBack, step: '${addedStep}', lookStep: '${addedStep}' },\n`,
  },
  {
    file: `${hires}/hire-delivery.service.ts`,
    find: "  step: WritingStep | 'read_back' | 'search';\n",
    put: `  step: WritingStep | 'read_back' | 'search' | '${addedStep}';\n`,
  },
  {
    file: `${hires}/hire-delivery.service.ts`,
    find: "Exclude<HireStepName, 'search' | 'read_back' | 'write_back'>",
    put: `Exclude<HireStepName, 'search' | 'read_back' | '${addedStep}' | 'write_back'>`,
  },
  {
    file: `${hires}/send-hire.workflow.ts`,
    find: "  await ctx.step('complete', () => completeHire(run));\n",
    put: `  if (await ctx.patched('${addedNote}')) await ctx.step('${addedNote}', async () => undefined);\n  await ctx.step('complete', () => completeHire(run));\n`,
  },
];

export interface Build {
  /** Its `joinery` command. */
  command: string;
  remove(): void;
}

/**
 * Makes the copy. `migrated`: with the migration that belongs to such a change; without it an older
 * build would start on its database.
 */
export function makeNewBuild({ migrated = true } = {}): Build {
  const folder = mkdtempSync(join(tmpdir(), 'joinery-build-'));
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@joinery'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules')))
    if (name !== '@joinery' && name !== '.cache')
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
  for (const name of copied) {
    const place = join('packages', name);
    cpSync(join(root, place, 'src'), join(folder, place, 'src'), { recursive: true });
    cpSync(join(root, place, 'package.json'), join(folder, place, 'package.json'));
    symlinkSync(join(folder, place), join(modules, '@joinery', name));
  }
  for (const { file, find, put } of edits) {
    const text = readFileSync(join(folder, file), 'utf8');
    if (text.split(find).length !== 2)
      throw new Error(`${file} does not have its place once any more: ${find}`);
    writeFileSync(
      join(folder, file),
      text.replace(find, () => put),
    );
  }
  if (migrated)
    writeFileSync(
      join(folder, server, 'db/migrations/9999_last_look.sql'),
      '-- Hires get a step that older builds do not know: they must not start.\nselect 1;\n',
    );
  return {
    command: join(folder, server, 'cli/main.ts'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
