import { connect } from 'node:net';

// Plays the watcher of tray icons on a session bus: owns its name and answers whether somebody shows them. It speaks the
// few words of D-Bus that this takes. Run it with `dbus-run-session`; it says the bus's address when it is there, and ends
// with its standard input. The argument is the answer: true, false, or silence.

const NAME = 'org.kde.StatusNotifierWatcher';
const answer = process.argv[2];
const address = process.env['DBUS_SESSION_BUS_ADDRESS'] ?? '';

const CALL = 1;
const RETURN = 2;

/** Little-endian marshalling, each value at a multiple of its size. */
class Writer {
  private bytes: number[] = [];

  get length(): number {
    return this.bytes.length;
  }

  align(to: number): this {
    while (this.bytes.length % to !== 0) this.bytes.push(0);
    return this;
  }

  byte(value: number): this {
    this.bytes.push(value & 255);
    return this;
  }

  uint32(value: number): this {
    this.align(4);
    for (const shift of [0, 8, 16, 24]) this.byte(value >>> shift);
    return this;
  }

  string(text: string): this {
    const utf8 = Buffer.from(text);
    this.uint32(utf8.length);
    this.bytes.push(...utf8, 0);
    return this;
  }

  signature(text: string): this {
    this.byte(text.length);
    this.bytes.push(...Buffer.from(text), 0);
    return this;
  }

  take(): Buffer {
    return Buffer.from(this.bytes);
  }
}

type Field = readonly [code: number, type: 'o' | 's' | 'g' | 'u', value: string | number];

function message(kind: number, serial: number, fields: ReadonlyArray<Field>, body: Buffer): Buffer {
  const list = new Writer();
  // The array of fields begins at byte 16, a multiple of all alignments.
  for (const [code, type, value] of fields) {
    list.align(8).byte(code).signature(type);
    if (type === 'u') list.uint32(Number(value));
    else if (type === 'g') list.signature(String(value));
    else list.string(String(value));
  }
  const head = new Writer().byte('l'.charCodeAt(0)).byte(kind).byte(0).byte(1).uint32(body.length).uint32(serial);
  const whole = Buffer.concat([head.uint32(list.length).take(), list.take()]);
  return Buffer.concat([whole, Buffer.alloc((8 - (whole.length % 8)) % 8), body]);
}

interface Heard {
  readonly kind: number;
  readonly serial: number;
  readonly size: number;
  readonly fields: ReadonlyMap<number, string | number>;
}

/** The first whole message in some bytes; undefined when there is none yet. The bus sends in our own byte order. */
function read(bytes: Buffer): Heard | undefined {
  if (bytes.length < 16) return undefined;
  const end = 16 + bytes.readUInt32LE(12);
  const size = Math.ceil(end / 8) * 8 + bytes.readUInt32LE(4);
  if (bytes.length < size) return undefined;
  const fields = new Map<number, string | number>();
  let at = 16;
  while (at < end) {
    at = Math.ceil(at / 8) * 8;
    const code = bytes.readUInt8(at);
    const type = String.fromCharCode(bytes.readUInt8(at + 2));
    at += 4;
    if (type === 'g') {
      const length = bytes.readUInt8(at);
      fields.set(code, bytes.toString('utf8', at + 1, at + 1 + length));
      at += length + 2;
      continue;
    }
    at = Math.ceil(at / 4) * 4;
    const word = bytes.readUInt32LE(at);
    at += 4;
    if (type === 'u') fields.set(code, word);
    else {
      fields.set(code, bytes.toString('utf8', at, at + word));
      at += word + 1;
    }
  }
  return { kind: bytes.readUInt8(1), serial: bytes.readUInt32LE(8), size, fields };
}

const PATH = 1;
const INTERFACE = 2;
const MEMBER = 3;
const REPLY_TO = 5;
const DESTINATION = 6;
const SENDER = 7;
const SIGNATURE = 8;

const BUS: ReadonlyArray<Field> = [
  [PATH, 'o', '/org/freedesktop/DBus'],
  [DESTINATION, 's', 'org.freedesktop.DBus'],
  [INTERFACE, 's', 'org.freedesktop.DBus'],
];

const path = /^unix:(?:path|abstract)=([^,]+)/.exec(address)?.[1];
if (path === undefined) throw new Error(`no session bus that this can reach: ${address}`);
const socket = connect(address.startsWith('unix:abstract') ? `\0${path}` : path);
let serial = 0;
const send = (kind: number, fields: ReadonlyArray<Field>, body: Buffer = Buffer.alloc(0)): number => {
  serial += 1;
  socket.write(message(kind, serial, fields, body));
  return serial;
};

socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(process.getuid?.())).toString('hex')}\r\n`);
let pending = Buffer.alloc(0);
let greeted = false;
let naming: number | undefined;
socket.on('data', (chunk: Buffer) => {
  pending = Buffer.concat([pending, chunk]);
  if (!greeted) {
    const line = pending.indexOf('\r\n');
    if (line === -1) return;
    if (!pending.toString('utf8', 0, line).startsWith('OK')) throw new Error('the bus did not let the watcher in');
    pending = pending.subarray(line + 2);
    greeted = true;
    socket.write('BEGIN\r\n');
    send(CALL, [...BUS, [MEMBER, 's', 'Hello']]);
    naming = send(
      CALL,
      [...BUS, [MEMBER, 's', 'RequestName'], [SIGNATURE, 'g', 'su']],
      new Writer().string(NAME).uint32(0).take(),
    );
  }
  for (let heard = read(pending); heard !== undefined; heard = read(pending)) {
    pending = pending.subarray(heard.size);
    if (heard.kind === RETURN && heard.fields.get(REPLY_TO) === naming) process.stdout.write(`${address}\n`);
    if (heard.kind !== CALL || answer === 'silence') continue;
    send(
      RETURN,
      [
        [REPLY_TO, 'u', heard.serial],
        [DESTINATION, 's', heard.fields.get(SENDER) ?? ''],
        [SIGNATURE, 'g', 'v'],
      ],
      new Writer()
        .signature('b')
        .uint32(answer === 'true' ? 1 : 0)
        .take(),
    );
  }
});
socket.on('close', () => process.exit(0));
process.stdin.resume().on('end', () => process.exit(0));
