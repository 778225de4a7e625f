import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { besideArchive, resourceFile } from './sibling-file.ts';

test('in a checkout a resource is in resources/, in an installed app beside the archive', () => {
  expect(existsSync(join(resourceFile('shell-integration'), 'bash/homeport.bash'))).toBe(true);
  const inside = '/opt/Homeport/resources/app.asar/resources/shell-integration';
  expect(besideArchive(inside)).toBe('/opt/Homeport/resources/shell-integration');
  expect(besideArchive('C:\\Homeport\\resources\\app.asar\\resources\\x')).toBe('C:\\Homeport\\resources\\x');
  expect(besideArchive('/home/u/homeport/resources/shell-integration')).toBe(
    '/home/u/homeport/resources/shell-integration',
  );
});
