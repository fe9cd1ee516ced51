import fc from 'fast-check';
import { applyEdits } from './edits.js';

describe('applyEdits', () => {
  it('splices in any order and keeps the rest byte for byte', () => {
    const text = '\uFEFFa = 1\r\n# größe 🚀\r\nb = 2\r\n';
    const edits = [
      { start: text.indexOf('2'), end: text.indexOf('2') + 1, text: '3' },
      { start: 1, end: 2, text: 'x' },
      { start: 1, end: 1, text: 'y' },
    ];
    expect(applyEdits(text, edits)).toMatchObject({ ok: true, value: '\uFEFFyx = 1\r\n# größe 🚀\r\nb = 3\r\n' });
  });

  it.each([
    [
      'overlapping-edits',
      [
        { start: 0, end: 3, text: '' },
        { start: 2, end: 4, text: '' },
      ],
    ],
    ['edit-outside-text', [{ start: 0, end: 99, text: '' }]],
  ])('refuses %s', (code, edits) => {
    expect(applyEdits('a\nbcd', edits, 'x.py')).toMatchObject({
      ok: false,
      diagnostics: [{ code, at: expect.stringMatching(/^x\.py:\d$/) }],
    });
  });

  it('is undone by the reverse edits', () => {
    const spans = fc.array(fc.tuple(fc.nat(5), fc.nat(5), fc.string({ maxLength: 4 })), { maxLength: 6 });
    fc.assert(
      fc.property(fc.string({ minLength: 60, maxLength: 80, unit: 'binary' }), spans, (text, gaps) => {
        let at = 0;
        let shift = 0;
        const edits = [];
        const reverse = [];
        for (const [gap, length, replacement] of gaps) {
          const edit = { start: at + gap, end: at + gap + length, text: replacement };
          edits.push(edit);
          reverse.push({
            start: edit.start + shift,
            end: edit.start + shift + replacement.length,
            text: text.slice(edit.start, edit.end),
          });
          shift += replacement.length - length;
          at = edit.end;
        }
        const there = applyEdits(text, edits);
        const back = there.ok ? applyEdits(there.value, reverse) : there;
        expect(back).toMatchObject({ ok: true, value: text });
      }),
    );
  });
});
