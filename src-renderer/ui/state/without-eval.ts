import { config } from 'zod';

// Where it may, zod makes code of a schema. The page's policy forbids that, and each try would be reported as an attack.
config({ jitless: true });
