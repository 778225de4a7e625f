import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { dataDirOf } from '../access/data-dir.ts';
import { VERSION } from '../access/version.ts';
import { CliError, EXIT } from './cli-error.ts';
import { type CommonOptions, leave, printError, quietOnClosedPipe } from './output.ts';

const REF = 'id, the beginning of an id, or name of a terminal';

const EPILOGUE = `
Terminals are named by id, the beginning of an id, or their own name where it is unique.
Exit codes: 0 done; 1 not done, the sentence on stderr says why; 2 wrong command line; 3 no hub is running.
attach ends with the exit code of the program, or 128 and the signal's number.
With --json a result is one line on stdout, an error {"error":{"name","message"}} on stderr.`;

/** The whole command line. Each action loads what it needs, so that `ls` does not pay for the hub. */
export function homeportProgram(): Command {
  const program = new Command('homeport')
    .description('Terminals that survive, on your own machine.')
    .version(VERSION)
    .showHelpAfterError('(see `homeport --help`)')
    .addHelpText('after', EPILOGUE)
    .exitOverride();
  addHubCommands(program);
  addTerminalCommands(program);
  addDeviceCommands(program);
  addUserCommands(program);
  addToolCommands(program);
  return program;
}

/** Every command takes these two. */
function command(program: Command, usage: string, description: string): Command {
  return program
    .command(usage)
    .description(description)
    .option('--json', 'print one line of JSON, errors too')
    .addOption(new Option('--data-dir <dir>', 'where this hub keeps its data').env('HOMEPORT_DATA_DIR'));
}

/** Options as given by commander, completed to what every command relies on. */
function complete<T extends object>(given: T & { json?: boolean; dataDir?: string }): T & CommonOptions {
  return { ...given, json: given.json === true, dataDir: dataDirOf(given.dataDir) };
}

function addHubCommands(program: Command): void {
  command(program, 'start', 'start the hub, or say that it runs; prints a fresh one-time link')
    .option('--port <number>', 'TCP port in place of the one in the settings; 0 picks a free one', portOf)
    .option('--host <address>', 'address in place of the one in the settings; loopback only')
    .option('--foreground', 'stay in the foreground (the default)')
    .action(async (given) => (await import('./commands/start.ts')).start(complete(given)));
  command(program, 'status', 'what the hub is and how it is').action(async (given) =>
    (await import('./commands/status.ts')).status(complete(given)),
  );
  command(program, 'link', 'make a fresh one-time link that lets one browser in').action(async (given) =>
    (await import('./commands/link.ts')).link(complete(given)),
  );
  command(program, 'stop', 'stop the hub; terminals go on')
    .option('--end-terminals', 'end every terminal too')
    .action(async (given) =>
      (await import('./commands/stop.ts')).stop({ ...complete(given), endTerminals: given.endTerminals === true }),
    );
}

function addTerminalCommands(program: Command): void {
  command(program, 'ls', 'list the terminals')
    .option('-q, --quiet', 'ids alone')
    .action(async (given) =>
      (await import('./commands/ls.ts')).ls({ ...complete(given), quiet: given.quiet === true }),
    );
  command(program, 'new', 'start a terminal and print its id')
    .argument('[command...]', 'program and arguments, after `--`; without it: your shell')
    .option('--name <name>', 'what to call it')
    .option('--cwd <dir>', 'where to start it; without it: here')
    .action(async (words: string[], given) => (await import('./commands/new.ts')).newTerminal(complete(given), words));
  command(program, 'attach', 'use a terminal from this one')
    .argument('<id>', REF)
    .option('--read-only', 'watch without typing and without taking over the size')
    .option('--detach-key <key>', 'the key that detaches, such as ctrl-\\ or ctrl-]; `none` for none', 'ctrl-\\')
    .action(async (ref: string, given) =>
      (await import('./commands/attach.ts')).attach({ ...complete(given), readOnly: given.readOnly === true }, ref),
    );
  command(program, 'send', 'type text into a terminal, as it is')
    .argument('<id>', REF)
    .argument('<text...>', 'words, joined by spaces; `-` reads stdin')
    .option('--enter', 'press Enter at the end')
    .action(async (ref: string, words: string[], given) =>
      (await import('./commands/send.ts')).send({ ...complete(given), enter: given.enter === true }, ref, words),
    );
  command(program, 'read', "print a terminal's screen")
    .argument('<id>', REF)
    .addOption(new Option('--screen', 'what it shows now (the default)').conflicts('history'))
    .option('--history <lines>', 'the last lines that have scrolled off, instead', linesOf)
    .option('--ansi', 'with colours, as escape sequences')
    .action(async (ref: string, given) =>
      (await import('./commands/read.ts')).read({ ...complete(given), ansi: given.ansi === true }, ref),
    );
  command(program, 'kill', 'end a terminal')
    .argument('<id>', REF)
    .option('--signal <name>', 'HUP (then KILL after five seconds), INT, TERM or KILL', 'HUP')
    .action(async (ref: string, given) => (await import('./commands/terminal-acts.ts')).kill(complete(given), ref));
  command(program, 'rename', 'give a terminal a name')
    .argument('<id>', REF)
    .argument('<name>', 'the name; empty takes it away')
    .action(async (ref: string, name: string, given) =>
      (await import('./commands/terminal-acts.ts')).rename(complete(given), ref, name),
    );
  command(program, 'rm', 'forget a terminal that has ended')
    .argument('<id>', REF)
    .action(async (ref: string, given) => (await import('./commands/terminal-acts.ts')).remove(complete(given), ref));
}

function addDeviceCommands(program: Command): void {
  command(program, 'pair', 'let a phone in: shows a QR code, then asks which number the phone shows')
    .option('--role <role>', 'watch, chat (watch, approve and chat) or full (everything); without it: asked')
    .option('--for <time>', 'how long it may stay, such as 12h or 30d; without it: for good')
    .option('--open-lan', 'listen on this machine’s networks without asking')
    .option('--trust-network', 'let full control come by plain http from the phone’s network, for thirty days')
    .action(async (given) =>
      (await import('./commands/pair.ts')).pair({
        ...complete(given),
        openLan: given.openLan === true,
        trustNetwork: given.trustNetwork === true,
      }),
    );
  command(program, 'devices', 'list the devices that may come in, or change or revoke one')
    .addArgument(new Argument('[act]', 'without it: all devices').choices(['change', 'revoke']))
    .argument('[device]', 'id, the beginning of an id, or name')
    .option('--name <name>', 'what to call it')
    .option('--role <role>', 'watch, chat or full')
    .option('--for <time>', 'how long from now, such as 12h or 30d; `ever` for no end')
    .action(async (act: string | undefined, device: string | undefined, given) =>
      (await import('./commands/devices.ts')).devices(complete(given), act, device),
    );
  command(program, 'audit', 'who did what when, newest first; `typing`: who typed where when; `export` writes it all')
    .addArgument(new Argument('[act]', 'without it: the log').choices(['typing', 'export']))
    .argument('[file]', 'for export; nothing may be there yet')
    .option('--who <device>', 'this device alone')
    .option('--what <method>', 'what begins so, such as pairing')
    .option('--refused', 'refused tries alone')
    .option('--limit <count>', 'how many lines', countOf, 50)
    .action(async (act: string | undefined, file: string | undefined, given) =>
      (await import('./commands/audit.ts')).audit({ ...complete(given), refused: given.refused === true }, act, file),
    );
  command(program, 'trust', 'how phones reach this hub and what protects the way')
    .addArgument(
      new Argument('[what]', 'without it: all of it').choices(['lan', 'allow', 'forget', 'https', 'tailscale']),
    )
    .argument('[act]', 'lan: open, close; allow, forget: a network; https: create, remove; tailscale: start, stop')
    .action(async (what: string | undefined, act: string | undefined, given) =>
      (await import('./commands/trust.ts')).trust(complete(given), what, act),
    );
}

function addUserCommands(program: Command): void {
  command(program, 'settings', 'show the settings, or get, set or reset them')
    .addArgument(new Argument('[act]', 'without it: all settings').choices(['get', 'set', 'reset']))
    .argument('[field]', 'such as appearance.theme')
    .argument('[value...]', 'the new value; a negative number after `--`')
    .action(async (act: string | undefined, field: string | undefined, value: string[], given) =>
      (await import('./commands/settings.ts')).settings(complete(given), { act, field, value }),
    );
  command(program, 'storage', 'what the data directory holds; `clear` forgets terminals that are over')
    .addArgument(new Argument('[act]', 'without it: how much room is used').choices(['clear']))
    .action(async (act: 'clear' | undefined, given) =>
      (await import('./commands/storage.ts')).storage(complete(given), act),
    );
  command(program, 'export', 'write settings, terminals with their screens and the audit log into one new file')
    .argument('<file>', 'where; nothing may be there yet')
    .action(async (file: string, given) => (await import('./commands/storage.ts')).exportData(complete(given), file));
}

function addToolCommands(program: Command): void {
  command(program, 'secrets', 'whether the hub can keep secrets, and the fingerprint that phones know it by')
    .addArgument(
      new Argument('[act]', '`retry` asks for the key again; `reset` begins anew when it is lost').choices([
        'retry',
        'reset',
      ]),
    )
    .action(async (act: 'retry' | 'reset' | undefined, given) =>
      (await import('./commands/secrets.ts')).secrets(complete(given), act),
    );
  command(program, 'doctor', 'look for trouble and say what to do about it; the hub need not run').action(
    async (given) => (await import('./commands/doctor.ts')).doctor(complete(given)),
  );
  program
    .command('completion')
    .description('print completion for a shell: source <(homeport completion bash)')
    .argument('<shell>', 'bash, zsh or fish')
    .action(async (shell: string) => (await import('./commands/completion.ts')).completion(program, shell));
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

function linesOf(text: string): number {
  const lines = Number(text);
  if (!/^\d+$/.test(text) || lines < 1 || lines > 10_000)
    throw new InvalidArgumentError('A number of lines from 1 to 10000.');
  return lines;
}

/** Runs one command and ends the process with what it says. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  quietOnClosedPipe();
  const words = argv.indexOf('--');
  const json = argv.slice(0, words < 0 ? undefined : words).includes('--json');
  try {
    const program = homeportProgram();
    if (json) silence(program);
    await program.parseAsync([...argv]);
    leave(Number(process.exitCode ?? EXIT.ok));
  } catch (thrown) {
    leave(exitCodeOf(thrown, json));
  }
}

/** For scripts the error is told once, as JSON. */
function silence(program: Command): void {
  for (const each of [program, ...program.commands]) each.configureOutput({ writeErr: () => {} });
}

function exitCodeOf(thrown: unknown, json: boolean): number {
  if (!(thrown instanceof CommanderError)) return printError(json, thrown);
  // Help and version that were asked for are no errors; what is one, commander has told people itself.
  if (thrown.exitCode === 0) return EXIT.ok;
  return json ? printError(json, new CliError('usage', thrown.message, EXIT.usage)) : EXIT.usage;
}

function countOf(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 500) return Number(text);
  throw new InvalidArgumentError('1 to 500.');
}
