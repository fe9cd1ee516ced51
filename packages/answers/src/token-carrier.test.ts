import { refuseCarrier, tokenCarrier } from './token-carrier.js';

it.each([
  ['Authorization: Bearer', { place: 'header', name: 'Authorization', scheme: 'Bearer' }],
  ['Authorization:Token', { place: 'header', name: 'Authorization', scheme: 'Token' }],
  ['X-Api-Key', { place: 'header', name: 'X-Api-Key', scheme: '' }],
  ['X-Api-Key:', { place: 'header', name: 'X-Api-Key', scheme: '' }],
  ['?api_key', { place: 'query', name: 'api_key' }],
])('%s', (text, carrier) => {
  expect(tokenCarrier(text)).toEqual(carrier);
  expect(refuseCarrier(text)).toBeNull();
});

it.each([
  '',
  '?',
  'two words',
  'X-Key: a b',
  'X-Key\r\nEvil: 1',
  '?a=b',
  '?a&b',
  'Cookie',
  'X-User-ID',
  'Content-Type',
])('refuses %j, with an example and without repeating it', (text) => {
  expect(tokenCarrier(text)).toBeNull();
  expect(refuseCarrier(text)?.fix).toContain("'X-Api-Key'");
});
