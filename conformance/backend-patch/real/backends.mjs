/**
 * Real backends that PyPI ships, and what a person answers for each where its source leaves a question open.
 *
 * `packages`: the folders of the installed distribution that are the backend; they are copied, and the copy is patched.
 * `app`: `module:attribute`, or a line of Python that makes `app`. `flags`: the answers. `expect`: what must come of it;
 * `refused` is a backend where a person has to write the dependency, which the patch must say and not guess.
 */
export const backends = [
  {
    name: 'dv-platform',
    shape: 'bearer JWT or API token, ORM user by session.get',
    requirement: 'dv-platform',
    python: '3.12',
    packages: ['app'],
    app: 'app.main:app',
    expect: 'patched',
  },
];
