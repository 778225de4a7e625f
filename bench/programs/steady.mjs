// Prints lines at a steady rate: `node steady.mjs <bytes per second>`. Ticks that come late are made up for.
const rate = Number(process.argv[2]);
const started = performance.now();
let sent = 0;
let line = 0;
setInterval(() => {
  const due = ((performance.now() - started) / 1000) * rate;
  const parts = [];
  while (sent < due) {
    const text = `${String(line).padStart(9)}  src/module-${line % 977}/file-${line % 31}.ts compiled in ${line % 500} ms\r\n`;
    parts.push(text);
    sent += text.length;
    line += 1;
  }
  process.stdout.write(parts.join(''));
}, 5);
