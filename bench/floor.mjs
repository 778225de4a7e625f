// The floor: the least that can carry a terminal to a socket, with ws and node-pty and nothing else. It keeps no
// screen, survives nothing, asks nobody who they are and grows without bound when a client stalls. Homeport's figures
// are read as ratios to it. `?run=["file","arg"]` starts a program, `?join=N` watches the Nth one.
import { createServer } from 'node:http';
import { spawn } from 'node-pty';
import { WebSocketServer } from 'ws';

const terminals = [];
const server = createServer((_request, response) => response.writeHead(404).end());
const sockets = new WebSocketServer({ server, perMessageDeflate: false });

function start([file, ...args]) {
  const pty = spawn(file, args, { cols: 80, rows: 24, encoding: null, env: process.env, cwd: process.cwd() });
  const watchers = new Set();
  pty.onData((bytes) => {
    for (const socket of watchers) socket.send(bytes);
  });
  pty.onExit(() => {
    for (const socket of watchers) socket.close();
  });
  return { pty, watchers };
}

sockets.on('connection', (socket, request) => {
  request.socket.setNoDelay(true);
  const query = new URL(request.url, 'http://floor').searchParams;
  const run = query.get('run');
  const number = run === null ? Number(query.get('join')) : terminals.push(start(JSON.parse(run))) - 1;
  const terminal = terminals[number];
  socket.send(JSON.stringify({ number }));
  terminal.watchers.add(socket);
  socket.on('message', (data) => terminal.pty.write(data));
  socket.on('close', () => {
    terminal.watchers.delete(socket);
    if (run !== null) terminal.pty.kill();
  });
});

server.listen(0, '127.0.0.1', () => console.log(`ws://127.0.0.1:${server.address().port}/`));
