import assert from 'node:assert';
import test from 'node:test';
import { greeting } from '../lib/greeting.js';

test('it greets by name', () => {
  assert.equal(greeting({ greeting: 'hello' }, { name: 'Ann' }), 'hello, Ann');
});
