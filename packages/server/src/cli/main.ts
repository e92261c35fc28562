// The joinery command. Each command prints for people, or with --json one document for programs.
import { Command } from 'commander';
import {
  addCompanyCommands,
  addKeyCommands,
  addMirrorCommands,
  addOauthAppCommands,
  addServerCommands,
  addUserCommands,
} from './commands.ts';
import { fail } from './output.ts';
import { addSandboxCommands } from './sandbox-commands.ts';

// The driver warns of a habit of the workflow library, which nobody at a terminal can change.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (!/client\.query\(\) when the client is already executing/.test(warning.message))
    console.error(warning.message);
});

const program = new Command('joinery')
  .description('Joinery: hiring, people and what joins them')
  .showHelpAfterError('(add --help for the options)')
  .configureHelp({ sortSubcommands: false });

addServerCommands(program);
addCompanyCommands(program);
addUserCommands(program);
addKeyCommands(program);
addOauthAppCommands(program);
addMirrorCommands(program);
addSandboxCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  fail(error, process.argv.includes('--json'));
  // Whatever is still open would keep the process from ending.
  process.exit(1);
}
