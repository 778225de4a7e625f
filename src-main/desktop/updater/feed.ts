import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { isSigned } from './feed-signature.ts';
import { type FetchLimit, type FetchParts, fetchLimited, StatusFault } from './fetch-limited.ts';
import { plainNotes } from './release-notes.ts';
import { UpdateFault } from './update-fault.ts';
import { isRelease } from './version-order.ts';
import { readYaml } from './yaml.ts';

/** One file of the feed, from bytes that were signed. Nothing of it is asked for again. */
export interface SignedUpdate {
  readonly version: string;
  /** Plain text. */
  readonly notes: string;
  readonly url: string;
  /** Bytes. */
  readonly size: number;
  /** Base64. */
  readonly sha512: string;
  readonly releaseDate: string;
  /** Of the system, as its kernel counts. */
  readonly minimumSystemVersion: string | undefined;
  /** Windows: the app was installed for all users. */
  readonly isAdminRightsRequired: boolean;
}

/** Where a feed is and whom to believe. */
export interface FeedSource {
  /** Of the directory, with a slash at its end. */
  readonly base: string;
  /** `latest-linux.yml` and so on. */
  readonly file: string;
  readonly keys: readonly KeyObject[];
  /** Ending of the file that this system installs. */
  readonly extension: 'AppImage' | 'exe' | 'zip';
  readonly arch: string;
}

/** Feeds have some hundred bytes, and notes. */
const FEED_LIMIT: FetchLimit = { bytes: 256 * 1024, ms: 60_000 };
const SIGNATURE_LIMIT: FetchLimit = { bytes: 4 * 1024, ms: 60_000 };
/** Ten times what the app has. */
const SIZE_LIMIT = 1024 * 1024 * 1024;

const fileSchema = z.object({
  /** Beside the feed: with no way to name another directory or server there is none to refuse. */
  url: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,199}$/),
  sha512: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
  size: z.int().min(1).max(SIZE_LIMIT),
  isAdminRightsRequired: z.boolean().optional(),
});

const noteSchema = z.object({ version: z.string(), note: z.string().nullish() });

const feedSchema = z.object({
  version: z.string().refine(isRelease),
  files: z.array(fileSchema).min(1).max(20),
  releaseNotes: z.union([z.string(), z.array(noteSchema).max(100)]).nullish(),
  releaseDate: z.union([z.string(), z.date()]).optional(),
  minimumSystemVersion: z.string().max(40).nullish(),
});

/** Fetches the feed and believes it only when it is signed. Throws {@link UpdateFault}. */
export async function readFeed(parts: FetchParts, source: FeedSource): Promise<SignedUpdate> {
  const bytes = await fetchBytes(parts, new URL(source.file, source.base).href, FEED_LIMIT);
  const signatures = await fetchSignatures(parts, new URL(`${source.file}.sig`, source.base).href);
  if (!isSigned(source.file, bytes, signatures, source.keys))
    throw new UpdateFault('The update feed is not signed by the makers of this Homeport. Nothing was downloaded.');
  return parse(bytes, source);
}

async function fetchBytes(parts: FetchParts, url: string, limit: FetchLimit): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  await fetchLimited(parts, url, limit, (chunk) => void chunks.push(chunk));
  return Buffer.concat(chunks);
}

async function fetchSignatures(parts: FetchParts, url: string): Promise<string> {
  try {
    return (await fetchBytes(parts, url, SIGNATURE_LIMIT)).toString('utf8');
  } catch (error) {
    if (error instanceof StatusFault && error.status === 404)
      throw new UpdateFault('The update feed is not signed. Nothing was downloaded.');
    throw error;
  }
}

function parse(bytes: Buffer, source: FeedSource): SignedUpdate {
  const parsed = feedSchema.safeParse(readYaml(bytes.toString('utf8')));
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') || 'all of it';
    throw new UpdateFault(`The update feed is signed and malformed all the same (${where}). Nothing was downloaded.`);
  }
  const { version, files, releaseNotes, releaseDate, minimumSystemVersion } = parsed.data;
  const fitting = files.filter(({ url }) => url.endsWith(`.${source.extension}`));
  // Of several, the one that names the processor; a lone one is for whoever reads this feed.
  const file = fitting.find(({ url }) => url.includes(source.arch)) ?? (fitting.length === 1 ? fitting[0] : undefined);
  if (file === undefined) throw new UpdateFault(`Version ${version} has no ${source.extension} for this system.`);
  return {
    version,
    notes: plainNotes(notesText(releaseNotes ?? '')),
    url: new URL(file.url, source.base).href,
    size: file.size,
    sha512: file.sha512,
    releaseDate: releaseDate instanceof Date ? releaseDate.toISOString() : (releaseDate ?? ''),
    minimumSystemVersion: minimumSystemVersion ?? undefined,
    isAdminRightsRequired: file.isAdminRightsRequired ?? false,
  };
}

function notesText(notes: string | ReadonlyArray<z.infer<typeof noteSchema>>): string {
  if (typeof notes === 'string') return notes;
  return notes.map(({ version, note }) => `${version}\n${note ?? ''}`).join('\n\n');
}
