import { expect, test } from 'vitest';
import { builderTrouble } from './builder.ts';

const BEGIN = '  • packaging       platform=linux arch=x64 electron=45.4.1 appOutDir=release/linux-unpacked\n';

test('that Electron itself cannot be fetched is said, with what helps', () => {
  const said = `${BEGIN}  ⨯ connect ECONNREFUSED 127.0.0.1:9  failedTask=build stackTrace=RequestError: connect ECONNREFUSED\n`;
  expect(builderTrouble(said)).toContain('Electron itself could not be fetched (ECONNREFUSED)');
  expect(builderTrouble(said)).toContain('npx install-electron');
});

test('that the tools for an installer cannot be fetched is said with its name', () => {
  const said = `${BEGIN}  • building        target=AppImage arch=x64\n  ⨯ failed to build AppImage  error=getaddrinfo ENOTFOUND github.com\n`;
  expect(builderTrouble(said)).toContain('The tools that make AppImage could not be fetched (ENOTFOUND)');
});

test('other failures are left to electron-builder’s own words', () => {
  expect(builderTrouble("  ⨯ Invalid configuration object. configuration has an unknown property 'asarUnpak'")).toBe(
    undefined,
  );
});
