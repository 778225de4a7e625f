// Stands in unit tests where `electron` is imported: what can be tested without Electron is in files that do not import
// it, and what cannot is tested in e2e/desktop.
throw new Error(
  'A unit test reached an import of electron. Test this in e2e/desktop, or split what needs no Electron.',
);
