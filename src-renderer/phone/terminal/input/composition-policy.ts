// Scripts that are composed of other letters: what stands in the field before the end is not what is meant.
const COMPOSED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u;
/** A dead key that waits for its letter. */
const DEAD_KEY = /^[´`^~¨˙°˝ˇ]$/u;
const PLAIN = /^[\x20-\x7e]*$/;

/** Whether languages a user reads suggest a keyboard that composes. */
export function readsComposed(languages: ReadonlyArray<string>): boolean {
  return languages.some((language) => /^(zh|ja|ko|yue)\b/i.test(language));
}

/** Whether text under composition is kept back until it is final, rather than sent letter by letter. */
export function holdsBack(composed: string): boolean {
  return COMPOSED.test(composed) || DEAD_KEY.test(composed);
}

/** Whether letters turned into another script at the end: then this keyboard's letters are not meant as such. */
export function turnedScript(letters: string, final: string): boolean {
  return letters !== '' && PLAIN.test(letters) && COMPOSED.test(final);
}
