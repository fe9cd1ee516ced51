/**
 * What a reader of source cannot see: controls, bidi marks, zero-width and filler characters, private use code points and
 * noncharacters, lone surrogates, and every space but the plain one. `\p{DI}` adds the variation selectors and Hangul
 * fillers that no general category tells apart; U+2800 is a blank that Unicode calls a symbol. Not all of `\p{C}`: what is
 * unassigned differs between Node's Unicode versions, and the output must not.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{NChar}\p{Z}\p{DI}\u2800]/u;
const HIDDEN_ALL = new RegExp(HIDDEN.source, 'gu');
const LINE_BREAKS = /\r\n|[\r\u0085\u2028\u2029]/g;
const BLANKS = /[\p{Zs}\v\f]/gu;
/** The joiner and the presentation selectors inside an emoji carry no words; without them it still reads the same. */
const EMOJI_JOINERS = /(?<=(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|[#*0-9])\ufe0f?)(?:\u200d|\ufe0e|\ufe0f)/gu;

/** Whether one character is invisible in source, or looks like a plain space and is none. */
export function isHidden(character: string): boolean {
  return character !== ' ' && HIDDEN.test(character);
}

/** `U+202E` */
export function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * Text as prose that hides nothing: line breaks become `\n`, odd spaces a space, emoji joiners go, and every other
 * hidden character is shown as `<U+202E>`. Tabs and newlines stay.
 *
 * @returns the text, and whether a hidden character had to be shown (worth a diagnostic; spaces and line breaks are not)
 * @example visible('ad\u202Emin') // { text: 'ad<U+202E>min', changed: true }
 */
export function visible(text: string): { readonly text: string; readonly changed: boolean } {
  let changed = false;
  const plain = text.replace(LINE_BREAKS, '\n').replace(BLANKS, ' ').replace(EMOJI_JOINERS, '');
  const shown = plain.replace(HIDDEN_ALL, (character) => {
    if (character === ' ' || character === '\n' || character === '\t') return character;
    changed = true;
    return `<${codePointName(character)}>`;
  });
  return { text: shown, changed };
}
