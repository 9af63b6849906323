// Modules, files, processes, threads and sockets, as node programs use them.
'use strict';
const assert = require('assert');
const { execFile, execFileSync, fork, spawnSync } = require('child_process');
const fs = require('fs');
const net = require('net');
const path = require('path');
const { once } = require('events');
const { Worker } = require('worker_threads');

function modules() {
  assert.strictEqual(require('greeting')('node'), 'hello node');
  assert.strictEqual(require('./data.json').value, 42);
  assert.strictEqual(require.resolve('greeting'), path.join(__dirname, 'node_modules/greeting/lib/index.js'));
  fs.symlinkSync('data.json', 'linked.json');
  assert.strictEqual(require.resolve('./linked.json'), path.join(__dirname, 'data.json'));
}

function files() {
  fs.mkdirSync('a/b/c', { recursive: true });
  for (let i = 0; i < 20; i++) fs.writeFileSync(`a/b/${i}`, String(i));
  assert.strictEqual(fs.readdirSync('a/b', { withFileTypes: true }).filter((e) => e.isFile()).length, 20);
  fs.renameSync('a/b', 'a/moved');
  fs.copyFileSync('a/moved/7', 'a/seven');
  assert.strictEqual(fs.readFileSync('a/seven', 'utf8'), '7');
  assert.strictEqual(fs.realpathSync('a/../linked.json'), path.join(__dirname, 'data.json'));
  assert.throws(() => fs.readFileSync('/no/such/file'), { code: 'ENOENT' });
  fs.rmSync('a', { recursive: true });
}

async function parallelFiles() {
  await Promise.all(Array.from({ length: 100 }, async (_, i) => {
    await fs.promises.writeFile(`p${i}`, String(i));
    assert.strictEqual(await fs.promises.readFile(`p${i}`, 'utf8'), String(i));
    await fs.promises.unlink(`p${i}`);
  }));
}

async function processes() {
  assert.strictEqual(execFileSync('pwd', { cwd: '/usr' }).toString(), '/usr\n');
  assert.strictEqual(spawnSync('sh', ['-c', 'exit 5']).status, 5);
  assert.strictEqual(spawnSync('/no/such/program').error.code, 'ENOENT');
  await Promise.all(Array.from({ length: 10 }, (_, i) => new Promise((done, fail) =>
    execFile('echo', [i], (error, out) => (error || out !== `${i}\n` ? fail(error || out) : done())))));
  const child = fork('child.js');
  child.send({ question: 20 });
  const [answer] = await once(child, 'message');
  assert.strictEqual(answer.answer, 21);
  assert.strictEqual(process.execPath, fs.realpathSync('/usr/bin/node'));
}

async function threads() {
  const workers = Array.from({ length: 4 }, () => new Worker(
    'require("worker_threads").parentPort.postMessage(require("fs").readFileSync("data.json", "utf8").length)', { eval: true }));
  const lengths = await Promise.all(workers.map((w) => once(w, 'message')));
  assert(lengths.every(([n]) => n === fs.statSync('data.json').size));
}

async function sockets() {
  for (const address of [{ host: '127.0.0.1', port: 0 }, { path: path.resolve('socket') }]) {
    const server = net.createServer((c) => c.pipe(c)).listen(address);
    await once(server, 'listening');
    const client = net.connect(address.path ? address : { host: address.host, port: server.address().port });
    client.write('echo');
    assert.strictEqual(String((await once(client, 'data'))[0]), 'echo');
    client.destroy();
    server.close();
  }
}

async function watching() {
  fs.mkdirSync('watched');
  const watcher = fs.watch('watched');
  fs.writeFileSync('watched/new', '');
  const [, name] = await once(watcher, 'change');
  assert.strictEqual(name, 'new');
  watcher.close();
}

(async () => {
  modules();
  files();
  await parallelFiles();
  await processes();
  await threads();
  await sockets();
  await watching();
  console.log('ok');
})();
