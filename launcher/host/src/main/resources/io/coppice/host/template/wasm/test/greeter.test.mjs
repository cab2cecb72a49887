// Tells the module what a node would, and looks at what it says.
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import test from 'node:test';

test('it greets by name', async () => {
  const said = [];
  const bytes = readFileSync(new URL('../greeter.wasm', import.meta.url));
  const { instance } = await WebAssembly.instantiate(bytes, {
    coppice: {
      tell: (at, length) => said.push(JSON.parse(Buffer.from(instance.exports.memory.buffer, at, length).toString())),
    },
  });
  const receive = frame => {
    const text = Buffer.from(JSON.stringify(frame));
    const at = instance.exports.alloc(text.length);
    text.copy(Buffer.from(instance.exports.memory.buffer), at);
    instance.exports.receive(at, text.length);
  };
  receive({ type: 'start', path: '/@NAME@', config: { address: '@NAME@', greeting: 'hello' } });
  receive({ type: 'message', address: '@NAME@', replyAddress: '@1', send: true, body: { name: 'Ann' } });
  assert.deepEqual(said, [
    { type: 'register', address: '@NAME@' },
    { type: 'ready' },
    { type: 'send', address: '@1', body: { text: 'hello, Ann' } },
  ]);
});
