const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  EROFS: 'the disk can only be read',
  EIO: 'the disk fails',
  EACCES: 'the system does not permit it',
  EPERM: 'the system does not permit it',
  ENOENT: 'it does not exist',
  ENOTDIR: 'part of the path is no directory',
  EISDIR: 'there is a directory of that name',
  EEXIST: 'there is something of that name',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'it is a symbolic link',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

/** Why the system refused something about a file, as the end of a sentence. */
export function systemReason(error: unknown): string {
  const code = systemCode(error);
  return REASONS[code] ?? (code === '' ? String(error) : code);
}

/** The system's name for what went wrong; empty for what is not the system's. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
