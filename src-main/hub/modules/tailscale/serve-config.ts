import { z } from 'zod';

/** What `tailscale status --json` says of this machine; the rest of it is left alone. */
export const statusSchema = z.object({
  BackendState: z.string(),
  Self: z.object({ DNSName: z.string().nullish() }).nullish(),
  /** Names that certificates can be had for; none while https is off in the tailnet. */
  CertDomains: z.array(z.string()).nullish(),
});

const handlerSchema = z.object({ Proxy: z.string().nullish() }).nullish();
const onePartSchema = z.object({
  /** By port: what is done with connections. */
  TCP: z.record(z.string(), z.unknown()).nullish(),
  /** By `name:port`: what is served there, by path. */
  Web: z.record(z.string(), z.object({ Handlers: z.record(z.string(), handlerSchema).nullish() }).nullish()).nullish(),
  /** By `name:port`: whether the whole internet is let in. */
  AllowFunnel: z.record(z.string(), z.boolean()).nullish(),
});

/** What `tailscale serve status --json` says; `null` when nothing was ever set. */
export const serveConfigSchema = onePartSchema
  .extend({
    /** What is served only as long as a command runs. */
    Foreground: z.record(z.string(), onePartSchema.nullish()).nullish(),
  })
  .nullable();
export type ServeConfig = z.infer<typeof serveConfigSchema>;

/** The ports that phones' browsers reach and that Tailscale's own tools use; the first makes the shortest address. */
export const PORTS = [443, 8443, 10_000] as const;

/** Where a name is, as one setting of Tailscale Serve: `http://127.0.0.1:4156` behind a port of the tailnet. */
export interface Place {
  readonly port: number;
  readonly target: string;
}

/** Whether the root of this port leads to this target, under whichever name this machine has had. */
export function isServed(config: ServeConfig, { port, target }: Place): boolean {
  return rootsOf(config, port).includes(target);
}

/** The same under this name, which is what a browser asks for. */
export function isServedAs(config: ServeConfig, name: string, { port, target }: Place): boolean {
  return config?.Web?.[`${name}:${port}`]?.Handlers?.['/']?.Proxy === target;
}

/** Whether nobody has set anything for this port, also for a while only. */
export function isFree(config: ServeConfig, port: number): boolean {
  return partsOf(config).every(
    ({ TCP, Web, AllowFunnel }) =>
      !Object.hasOwn(TCP ?? {}, String(port)) &&
      !Object.keys(Web ?? {}).some((at) => isAt(at, port)) &&
      !Object.entries(AllowFunnel ?? {}).some(([at, on]) => on && isAt(at, port)),
  );
}

/** Whether the whole internet is let in by this port. */
export function isFunnelled(config: ServeConfig, port: number): boolean {
  return partsOf(config).some(({ AllowFunnel }) =>
    Object.entries(AllowFunnel ?? {}).some(([at, on]) => on && isAt(at, port)),
  );
}

/** Whether something leads to this port of the loopback. */
export function leadsTo(config: ServeConfig, port: number): boolean {
  const targets = partsOf(config).flatMap(({ Web }) =>
    Object.values(Web ?? {}).flatMap((site) =>
      Object.values(site?.Handlers ?? {}).map((handler) => handler?.Proxy ?? ''),
    ),
  );
  return targets.some((target) =>
    new RegExp(`^(https?(\\+insecure)?://)?(127\\.0\\.0\\.1|localhost):${port}(/|$)`).test(target),
  );
}

function partsOf(config: ServeConfig): Array<z.infer<typeof onePartSchema>> {
  if (config === null) return [];
  return [config, ...Object.values(config.Foreground ?? {}).filter((part) => part != null)];
}

function rootsOf(config: ServeConfig, port: number): Array<string | null | undefined> {
  return Object.entries(config?.Web ?? {}).flatMap(([at, site]) =>
    isAt(at, port) ? [site?.Handlers?.['/']?.Proxy] : [],
  );
}

function isAt(nameAndPort: string, port: number): boolean {
  return nameAndPort.endsWith(`:${port}`);
}
