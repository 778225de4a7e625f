// A keeper of protocol 1 as it was released, in words of its own: nothing here is imported from the product, and nothing
// is changed when the product is. It holds one terminal that says everything twice. `node keeper-v1-process.ts <directory>`
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';

const [directory = ''] = process.argv.slice(2);
const socketPath = `${directory}/k_old0000001.sock`;
const record = `${directory}/k_old0000001.json`;
const token = 'shown-by-every-hub-that-may-come';
/** Field 22 of its own line in /proc, with the boot's id; nothing where there is no /proc. */
const birth = process.platform === 'linux' ? birthOfThis() : '';

let output = Buffer.from('an old keeper\r\n');
let exit: { code: number | null; signal: string | null; at: number } | null = null;
let size = { cols: 80, rows: 24 };
let followed: number | undefined;
let lastOp = 0;
let released = false;

function frame(kind: number, number: number, offset: number, bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(17);
  header.writeUInt32LE(13 + bytes.length, 0);
  header.writeUInt8(kind, 4);
  header.writeUInt32LE(number, 5);
  header.writeBigUInt64LE(BigInt(offset), 9);
  return Buffer.concat([header, bytes]);
}

function serve(socket: Socket): void {
  const say = (control: object): void => void socket.write(frame(0, 0, 0, Buffer.from(JSON.stringify(control))));
  const print = (text: string): void => {
    const bytes = Buffer.from(text);
    if (followed !== undefined) socket.write(frame(1, followed, output.length, bytes));
    output = Buffer.concat([output, bytes]);
  };
  const answers: Record<string, (params: Record<string, unknown>, id: number) => object | undefined> = {
    hello: () => ({
      protocol: 1,
      id: 'k_old0000001',
      pid: process.pid,
      holdings: released ? [] : [holding()],
    }),
    follow: ({ number }) => {
      followed = Number(number);
      return { position: output.length, size };
    },
    unfollow: () => {
      followed = undefined;
      return {};
    },
    catchUp: (_params, id) => {
      socket.write(frame(3, id, 0, output));
      say({
        id,
        data: true,
        result: { kind: 'screen', offset: output.length, position: output.length, size, screenBytes: output.length },
      });
      return undefined;
    },
    screen: (_params, id) => {
      socket.write(frame(3, id, 0, output));
      say({ id, data: true, result: { offset: output.length, size } });
      return undefined;
    },
    screenText: () => ({ size, lines: output.toString().split('\r\n'), cursor: { x: 0, y: 1 } }),
    history: () => ({ lines: ['older'], offset: output.length }),
    inspect: () => ({ busy: false, foreground: null }),
    resize: (params) => {
      size = params['size'] as typeof size;
      if (followed !== undefined) say({ event: 'size', number: followed, offset: output.length, size });
      return {};
    },
    input: ({ op, data }) => {
      if (Number(op) === lastOp + 1) {
        lastOp++;
        print(`${String(data)}${String(data)}`);
      }
      return { op: lastOp };
    },
    signal: ({ signal }) => {
      exit = { code: null, signal: String(signal), at: 1_700_000_000_000 };
      setImmediate(() => say({ event: 'exit', id: 't_old0000001', exit }));
      return {};
    },
    release: () => {
      released = true;
      return {};
    },
  };
  let held = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    held = Buffer.concat([held, chunk]);
    while (held.length >= 4 && held.length >= 4 + held.readUInt32LE(0)) {
      const length = 4 + held.readUInt32LE(0);
      if (held[4] === 0) {
        const { id, method, params } = JSON.parse(held.toString('utf8', 17, length));
        const result = answers[method]?.(params, id) ?? undefined;
        if (answers[method] === undefined) say({ id, fault: 'badMessage', text: `There is no request ${method}.` });
        else if (result !== undefined) say({ id, result });
      }
      held = held.subarray(length);
    }
  });
}

function birthOfThis(): string {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot}:${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
}

function holding(): object {
  return {
    kind: 'terminal',
    id: 't_old0000001',
    pid: process.pid,
    startedAt: 1_600_000_000_000,
    size,
    facts: { title: 'from before', cwd: '/usr', bells: 0, run: { kind: 'prompt', lastExitCode: 0, lastDurationMs: 5 } },
    head: output.length,
    exit,
    label: {
      name: 'old',
      command: { file: 'echo-twice', args: [] },
      cwd: '/usr',
      env: {},
      shown: { file: 'echo-twice', args: [] },
    },
  };
}

createServer(serve).listen(socketPath, () => {
  const text = JSON.stringify({
    id: 'k_old0000001',
    pid: process.pid,
    birth,
    socket: socketPath,
    token,
    protocol: { min: 1, max: 1 },
  });
  writeFileSync(`${record}.new`, text, { mode: 0o600 });
  renameSync(`${record}.new`, record);
});
