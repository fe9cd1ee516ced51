/** The part of EJS 6 that we use; it ships no types. */
declare module 'ejs' {
  interface CompileOptions {
    readonly filename: string;
    readonly escape: (value: unknown) => string;
    readonly unsafePrototypeLocals: boolean;
  }
  const ejs: { compile(template: string, options: CompileOptions): (locals: object) => string };
  export default ejs;
}
