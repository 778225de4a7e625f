// The entry of `homeport`. It looks at the machine before it loads anything, since an old Node would fail somewhere in
// the middle with a message that helps nobody.
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const OLDEST = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major < OLDEST) {
  process.stderr.write(
    `homeport: This needs Node ${OLDEST} or newer, and this is ${process.version}. From a checkout, \`npm start\` and \`npx homeport\` bring their own.\n`,
  );
  process.exitCode = 1;
} else {
  // Compiled code of the last run: a third off the time to the first byte. It is run as it is found, so it lies with the
  // program, where only who may change the program may write; Node's own choice is a directory in the shared /tmp.
  const place = import.meta.url.endsWith('.ts') ? '../../.cache/compiled' : './compiled';
  module.enableCompileCache?.(fileURLToPath(new URL(place, import.meta.url)));
  const { runProgram } = await import('./program.ts');
  await runProgram(process.argv);
}
