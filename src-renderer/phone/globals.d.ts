/** The version of this build, put in by Vite. */
declare const __HOMEPORT_VERSION__: string;
