import type { z } from 'zod';
import { err, ok, type Result } from '../../../../src-shared/base/result.ts';
import type { OutsideProgram, Ran } from './outside-program.ts';
import { isServed, type Place, type ServeConfig, serveConfigSchema, statusSchema } from './serve-config.ts';
import {
  ABSENT,
  DENIED,
  NO_NAME,
  NO_SERVICE,
  notEnabled,
  notRun,
  notRunning,
  refused,
  SLOW,
  type Stuck,
  TOO_OLD,
  UNREADABLE,
} from './words.ts';

/** It asks its service on this machine, which asks nobody. */
const LOOK_MS = 5_000;
/** It may ask Tailscale's servers whether it may. */
const CHANGE_MS = 15_000;
/** What nobody waits for: the hub stops. */
const LEAVE_MS = 2_200;

/** A host name as browsers spell it, with a domain. */
const NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;
const NOT_ENABLED = /is not enabled on your tailnet/i;
const LINK = /https:\/\/login\.tailscale\.com\/[\w\-./?=&%]*\w/;
const WHOLE_LINK = new RegExp(`${LINK.source}\\s`);
/** It prints the sentence first and the link after it, then may wait for hours until somebody has opened that. */
function waitsForSomebody(printed: string): boolean {
  return NOT_ENABLED.test(printed) && WHOLE_LINK.test(printed);
}

/** This machine as its tailnet knows it. */
export interface Here {
  readonly name: string;
  /** Whether certificates can be had for the name. */
  readonly certificates: boolean;
}

export function serveCommand({ port, target }: Place): string[] {
  return ['serve', '--bg', `--https=${port}`, target];
}

/** The root alone: what somebody else put below another path of the port stays. */
export function endCommand({ port }: Pick<Place, 'port'>): string[] {
  return ['serve', `--https=${port}`, '--set-path=/', 'off'];
}

export function asTyped(args: readonly string[]): string {
  return ['tailscale', ...args].join(' ');
}

/** What is asked of the program `tailscale`, and what its answers mean. Of 1.52 and later. */
export class TailscaleCli {
  private readonly program: OutsideProgram;

  constructor(program: OutsideProgram) {
    this.program = program;
  }

  /** This machine, and all that is served on it. */
  async look(): Promise<Result<{ readonly here: Here; readonly config: ServeConfig }, Stuck>> {
    const [here, config] = await Promise.all([this.here(), this.config()]);
    if (!here.ok) return here;
    return config.ok ? ok({ here: here.value, config: config.value }) : config;
  }

  private async here(): Promise<Result<Here, Stuck>> {
    const status = await this.ask(['status', '--json', '--peers=false'], statusSchema);
    if (!status.ok) return status;
    const { BackendState, Self, CertDomains } = status.value;
    if (BackendState !== 'Running') return err(notRunning(BackendState));
    const name = (Self?.DNSName ?? '').replace(/\.$/, '').toLowerCase();
    if (!NAME.test(name)) return err(NO_NAME);
    return ok({ name, certificates: (CertDomains ?? []).some((each) => each.toLowerCase() === name) });
  }

  config(deadline = LOOK_MS): Promise<Result<ServeConfig, Stuck>> {
    return this.ask(['serve', 'status', '--json'], serveConfigSchema, deadline);
  }

  async serve(place: Place): Promise<Result<void, Stuck>> {
    return done(await this.program.run(serveCommand(place), { deadline: CHANGE_MS, until: waitsForSomebody }));
  }

  async end(place: Place): Promise<Result<void, Stuck>> {
    return done(await this.program.run(endCommand(place), { deadline: CHANGE_MS }));
  }

  /** The same in a hurry, if it is there at all. False when that cannot be known or done. */
  async leave(place: Place): Promise<boolean> {
    const config = await this.config(LEAVE_MS);
    if (!config.ok) return false;
    if (!isServed(config.value, place)) return true;
    return done(await this.program.run(endCommand(place), { deadline: LEAVE_MS })).ok;
  }

  private async ask<T>(args: readonly string[], schema: z.ZodType<T>, deadline = LOOK_MS): Promise<Result<T, Stuck>> {
    const ran = await this.program.run(args, { deadline });
    if (ran.kind !== 'ended' || ran.code !== 0) return err(stuck(ran));
    const read = schema.safeParse(jsonOf(ran.out));
    return read.success ? ok(read.data) : err(UNREADABLE);
  }
}

function done(ran: Ran): Result<void, Stuck> {
  // It ends well, too, when it has only printed where to allow it.
  const isDone = ran.kind === 'ended' && ran.code === 0 && !NOT_ENABLED.test(ran.out);
  return isDone ? ok(undefined) : err(stuck(ran));
}

function stuck(ran: Ran): Stuck {
  if (ran.kind === 'absent') return ABSENT;
  if (ran.kind === 'failed') return notRun(ran.why);
  const said = `${ran.err}\n${ran.out}`;
  if (NOT_ENABLED.test(said)) return notEnabled(LINK.exec(said)?.[0]);
  if (ran.kind === 'late') return SLOW;
  if (/access denied/i.test(said)) return DENIED;
  if (/failed to connect to local tailscale|is tailscale running|appear to be running/i.test(said)) return NO_SERVICE;
  if (/flag provided but not defined/i.test(said)) return TOO_OLD;
  const state = /tailscale is stopped|logged out|not yet authorized/i.exec(said)?.[0].toLowerCase();
  if (state !== undefined) return notRunning(STATES[state] ?? '');
  return refused(said);
}

/** What commands print instead of doing something. */
const STATES: Readonly<Record<string, string>> = {
  'tailscale is stopped': 'Stopped',
  'logged out': 'NeedsLogin',
  'not yet authorized': 'NeedsMachineAuth',
};

/** Undefined for what is no JSON, which no schema takes. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Told in words by whoever asked.
    return undefined;
  }
}
