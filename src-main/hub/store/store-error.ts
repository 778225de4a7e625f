/** The store cannot be opened, and starting a hub on it makes no sense. The message says what to do. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError';
}

/** Another hub runs on this data directory. */
export class StoreInUse extends StoreError {
  override readonly name = 'StoreInUse';

  constructor(dataDir: string) {
    super(`Another Homeport is running on ${dataDir}. Use that one, stop it first, or choose another --data-dir.`);
  }
}

/** The files were written by a later version; they are left exactly as they are. */
export class StoreTooNew extends StoreError {
  override readonly name = 'StoreTooNew';

  constructor(file: string, found: number, known: number) {
    super(
      `${file} was written by a newer Homeport (schema ${found}; this one knows up to ${known}). ` +
        'Nothing was changed. Update Homeport, or choose another --data-dir.',
    );
  }
}

/** SQLite does not do what this build asks of it: the files are sound, and another build's or somebody's work. */
export class StoreStrange extends StoreError {
  override readonly name = 'StoreStrange';

  constructor(dataDir: string, cause: Error) {
    super(
      `The databases in ${dataDir} are not as this Homeport expects them (${cause.message}). Nothing was changed. ` +
        'Start the version that last used them, or choose another --data-dir.',
      { cause },
    );
  }
}

/** The data directory cannot be made or written. */
export class StoreUnwritable extends StoreError {
  override readonly name = 'StoreUnwritable';

  constructor(dataDir: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `The data directory ${dataDir} cannot be written (${reason}). ` +
        'Check its owner, its permissions and the free space, or choose another --data-dir.',
      { cause },
    );
  }
}
