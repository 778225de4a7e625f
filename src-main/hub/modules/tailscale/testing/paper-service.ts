/** A config of Tailscale Serve, as its service keeps it. */
export interface PaperConfig {
  TCP?: Record<string, { HTTPS?: boolean; HTTP?: boolean; TCPForward?: string }>;
  Web?: Record<string, { Handlers: Record<string, { Proxy?: string; Text?: string }> }>;
  AllowFunnel?: Record<string, boolean>;
  Foreground?: Record<string, PaperConfig>;
}

type Command = 'status' | 'serve status' | 'serve' | 'off';

/** How the program fails. */
export type Mood =
  | 'well'
  | 'hangs'
  | 'endless'
  | 'garbage'
  | 'no-service'
  | 'denied'
  | 'not-enabled'
  | 'not-enabled-waits'
  | 'locked'
  | 'old';

/** What the program does: prints, and ends unless it hangs or never stops printing. */
export interface Answer {
  readonly out?: string;
  readonly err?: string;
  readonly code?: number;
  readonly endless?: boolean;
}

const LINK = 'https://login.tailscale.com/f/serve?node=nABC123CNTRL';
const NOT_ENABLED = `\nServe is not enabled on your tailnet.\nTo enable, visit:\n\n         ${LINK}\n\n`;

const FAILURES: Readonly<Record<Exclude<Mood, 'well'>, Answer>> = {
  hangs: {},
  endless: { endless: true },
  garbage: { out: 'The Tailscale GUI failed to start: The operation couldn’t be completed.\n', code: 0 },
  'no-service': {
    err: "failed to connect to local tailscaled; it doesn't appear to be running (sudo systemctl start tailscaled ?)\n",
    code: 1,
  },
  denied: {
    err: "sending serve config: Access denied: serve config denied\n\nUse 'sudo tailscale serve'.\nTo not require root, use 'sudo tailscale set --operator=$USER' once.\n",
    code: 1,
  },
  'not-enabled': { out: NOT_ENABLED, code: 0 },
  'not-enabled-waits': { out: NOT_ENABLED },
  locked: {
    err: 'Warning: client version "1.90.1" != tailscaled server version "1.88.0"\nsending serve config: can\'t reconfigure tailscaled when using a config file; config file is locked\n',
    code: 1,
  },
  old: {
    err: 'flag provided but not defined: -bg\nUSAGE\n  serve https:<port> <mount-point> <source> [off]\n',
    code: 2,
  },
};

/**
 * What the program `tailscale` (1.52 and later) and its service do with what we ask of them. What they are asked besides
 * is refused, as the program does.
 */
export class PaperService {
  backend = 'Running';
  name = 'desk.tail1234.ts.net';
  certificates = true;
  config: PaperConfig | null = null;
  mood: Mood = 'well';
  /** At which command; at every one when none is named. */
  at: Command | undefined;
  /** It says that all went well, and somebody else has undone it. */
  forgets = false;

  answer(args: readonly string[]): Answer {
    const line = args.join(' ');
    const served = /^serve --bg --https=(\d+) (http:\/\/127\.0\.0\.1:\d+)$/.exec(line);
    const ended = /^serve --https=(\d+) --set-path=\/ off$/.exec(line);
    if (line === 'status --json --peers=false') return this.failing('status') ?? this.status();
    if (line === 'serve status --json') return this.failing('serve status') ?? json(this.config);
    if (served !== null) return this.failing('serve') ?? this.serve(served[1] ?? '', served[2] ?? '');
    if (ended !== null) return this.failing('off') ?? this.off(ended[1] ?? '');
    return { err: `flag provided but not defined: ${line}\n`, code: 2 };
  }

  private failing(command: Command): Answer | undefined {
    if (this.mood === 'well' || (this.at !== undefined && this.at !== command)) return undefined;
    return FAILURES[this.mood];
  }

  private status(): Answer {
    const { backend, name } = this;
    const isOn = backend === 'Running';
    const Self = { ID: 'n1', DNSName: isOn ? `${name}.` : '', HostName: 'desk', Online: isOn };
    const more = {
      Version: '1.90.1-t0',
      TUN: true,
      HaveNodeKey: isOn,
      AuthURL: '',
      Health: [],
      User: null,
      Peer: null,
    };
    const MagicDNSSuffix = name.slice(name.indexOf('.') + 1);
    return json({
      ...more,
      BackendState: backend,
      Self,
      MagicDNSSuffix,
      CertDomains: this.certificates ? [name] : null,
    });
  }

  /** Without a state in which it is connected, commands say so instead. */
  private get notRunning(): Answer | undefined {
    if (this.backend === 'Running' || this.backend === 'Starting') return undefined;
    return { err: this.backend === 'NeedsLogin' ? 'Logged out.\n' : 'Tailscale is stopped.\n', code: 1 };
  }

  private serve(port: string, target: string): Answer {
    if (this.notRunning !== undefined) return this.notRunning;
    const config = this.config ?? {};
    const there = config.TCP?.[port];
    if (Object.values(config.Foreground ?? {}).some(({ TCP }) => TCP?.[port] !== undefined))
      return { err: 'foreground already exists under this port\n', code: 1 };
    if (there !== undefined && there.HTTPS !== true)
      return { err: 'want to serve "https" but port is already serving "tcp" for "machine"\n', code: 1 };
    const at = `${this.name}:${port}`;
    const Handlers = { ...config.Web?.[at]?.Handlers, '/': { Proxy: target } };
    this.keep({
      ...config,
      TCP: { ...config.TCP, [port]: { HTTPS: true } },
      Web: { ...config.Web, [at]: { Handlers } },
      // To serve ends Funnel at the same port.
      AllowFunnel: without(config.AllowFunnel, at),
    });
    const out = `Available within your tailnet:\n\nhttps://${this.name}/\n|-- proxy ${target}\n\nServe started and running in the background.\n`;
    return { out, code: 0 };
  }

  private off(port: string): Answer {
    if (this.notRunning !== undefined) return this.notRunning;
    const config = this.config ?? {};
    const at = `${this.name}:${port}`;
    const handlers = config.Web?.[at]?.Handlers ?? {};
    if (handlers['/'] === undefined) {
      const err =
        'error: failed to remove web serve: handler does not exist\n\ntry `tailscale serve --help` for usage info\n';
      return { err, code: 1 };
    }
    const Handlers = without(handlers, '/');
    if (Object.keys(Handlers).length > 0) this.keep({ ...config, Web: { ...config.Web, [at]: { Handlers } } });
    else
      this.keep({
        ...config,
        TCP: without(config.TCP, port),
        Web: without(config.Web, at),
        AllowFunnel: without(config.AllowFunnel, at),
      });
    return { code: 0 };
  }

  private keep(config: PaperConfig): void {
    if (!this.forgets) this.config = config;
  }
}

function json(value: unknown): Answer {
  return { out: `${JSON.stringify(value, null, 2)}\n`, code: 0 };
}

function without<T>(all: Readonly<Record<string, T>> | undefined, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(all ?? {}).filter(([each]) => each !== key));
}
