import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encryptedAlert, expandLabel, plaintextAlert } from './alert.ts';

test('plaintext alert', () => {
  assert.equal(plaintextAlert(48).toString('hex'), '15030300020230');
  assert.equal(plaintextAlert(112, 0x0301).toString('hex'), '15030100020270');
});

// RFC 8448 §3, "Simple 1-RTT Handshake": {server} derive write traffic keys for application data.
test('traffic keys of the RFC 8448 trace', () => {
  const secret = Buffer.from('a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643', 'hex');
  const key = expandLabel('sha256', secret, 'key', 16);
  const iv = expandLabel('sha256', secret, 'iv', 12);
  assert.equal(key.toString('hex'), '9f02283b6c9c07efc26bb9f2ac92e356');
  assert.equal(iv.toString('hex'), 'cf782b88dd83549aadf1e984');
});

test('an unknown suite has no encrypted alert', () => {
  assert.equal(encryptedAlert(48, 'TLS_AES_128_CCM_SHA256', Buffer.alloc(32)), undefined);
});
